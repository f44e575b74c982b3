package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.account.Refusal;
import jaruek.radius.eap.EapServer;
import jaruek.radius.proxy.ProxyReason;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each reason that a login can be refused for is explained in both languages. Reasons that are no
 * enum's are found in the compiled classes, so that none can be added and forgotten here.
 */
final class RejectReasonsTest {
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");
  private static final Pattern EAP =
      Pattern.compile("(eap|tls|ttls|peap|mschapv2|certificate)-[a-z0-9-]*[a-z0-9]");

  /** Of RFC 8446, 5246 and 2246, as the JDK names them. */
  private static final List<String> ALERTS =
      List.of(
          "close_notify",
          "unexpected_message",
          "bad_record_mac",
          "decryption_failed",
          "record_overflow",
          "decompression_failure",
          "handshake_failure",
          "no_certificate",
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "illegal_parameter",
          "unknown_ca",
          "access_denied",
          "decode_error",
          "decrypt_error",
          "export_restriction",
          "protocol_version",
          "insufficient_security",
          "internal_error",
          "inappropriate_fallback",
          "user_canceled",
          "no_renegotiation",
          "missing_extension",
          "unsupported_extension",
          "certificate_unobtainable",
          "unrecognized_name",
          "bad_certificate_status_response",
          "bad_certificate_hash_value",
          "unknown_psk_identity",
          "certificate_required",
          "no_application_protocol");

  /** Words in the server's classes that are counters or notes in a record, and no reasons. */
  private static final Set<String> NO_REASONS =
      Set.of(
          "accounting-repeats",
          "bad-request-authenticator",
          "clock-ahead",
          "clock-behind",
          "clock-unset",
          "delay-too-long",
          "drops-untold",
          "duplicates-answered",
          "duplicates-evicted",
          "duplicates-in-flight",
          "not-journalled",
          "refusals-not-recorded",
          "replies-overtaken",
          "unexpected-code",
          "unknown-status-type");

  @Test
  void everyReasonOfALoginIsExplainedInThaiAndEnglish() throws Exception {
    Set<String> reasons = new TreeSet<>();
    for (Refusal refusal : Refusal.values()) reasons.add(refusal.word());
    for (ProxyReason reason : ProxyReason.values()) reasons.add(reason.word());
    for (String alert : ALERTS) {
      reasons.add("tls-" + alert.replace('_', '-'));
      reasons.add("tls-peer-says-" + alert.replace('_', '-'));
    }
    // put together from two words
    reasons.addAll(
        List.of(
            "certificate-crl-not-valid",
            "certificate-issuer-revoked",
            "certificate-issuer-crl-not-valid",
            "tls-engine-IllegalStateException"));
    Set<String> ofEap = constants("eap", EAP.asMatchPredicate());
    assertTrue(ofEap.containsAll(Set.of("certificate-expired", "tls-failed")), "classes are read");
    reasons.addAll(ofEap);
    Set<String> ofServer = constants("server", WORD.asMatchPredicate());
    assertTrue(ofServer.containsAll(NO_REASONS), "the list of no reasons is of today");
    ofServer.removeAll(NO_REASONS);
    reasons.addAll(ofServer);
    assertTrue(reasons.size() > 150, reasons.toString());
    for (String language : List.of("en", "th")) {
      Properties words = MessagesTest.words(language);
      Set<String> unexplained =
          reasons.stream()
              .filter(reason -> !isExplained(reason, words))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of(), unexplained, language);
    }
  }

  private static boolean isExplained(String reason, Properties words) {
    String code =
        LocalDoctor.worded("login-" + reason, known -> words.containsKey("doctor." + known));
    return !code.equals("login-other")
        && words.containsKey("doctor." + code)
        && words.containsKey("doctor." + code + ".do");
  }

  @Test
  void aReasonOfItsOwnCountsBeforeItsFamilyAndThatBeforeAnyOther() {
    Set<String> known = Set.of("login-tls-failed", "login-tls-other", "login-tls-peer-says-other");
    assertEquals("login-tls-failed", LocalDoctor.worded("login-tls-failed", known::contains));
    assertEquals(
        "login-tls-peer-says-other",
        LocalDoctor.worded("login-tls-peer-says-close-notify", known::contains));
    assertEquals("login-tls-other", LocalDoctor.worded("login-tls-peer-x", known::contains));
    assertEquals("login-other", LocalDoctor.worded("login-news", known::contains));
    assertNotEquals("login-other", LocalDoctor.worded("clock-off", known::contains));
  }

  /** String constants of all classes of a package and those below it. */
  private static Set<String> constants(String packageName, Predicate<String> wanted)
      throws IOException, URISyntaxException {
    Path place =
        Path.of(EapServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String folder = "jaruek/radius/" + packageName;
    if (Files.isDirectory(place)) return constants(place.resolve(folder), wanted);
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
      return constants(jar.getPath(folder), wanted);
    }
  }

  private static Set<String> constants(Path folder, Predicate<String> wanted) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        for (PoolEntry entry : ClassFile.of().parse(Files.readAllBytes(file)).constantPool()) {
          if (entry instanceof StringEntry text && wanted.test(text.stringValue())) {
            found.add(text.stringValue());
          }
        }
      }
    }
    return found;
  }
}
