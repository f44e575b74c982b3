package jaruek.appliance.config;

import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapMethod;
import jaruek.radius.eap.tls.CertificateName;
import jaruek.radius.eap.tls.OcspMode;
import jaruek.radius.eap.tls.TlsContexts;
import jaruek.radius.eap.tls.TlsException;
import jaruek.radius.eap.tls.TlsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code radius.eap}. */
final class EapReader {
  private static final List<String> TLS_VERSIONS = List.of("1.2", "1.3");

  private final ConfigurationReader reader;
  private final Section section;

  EapReader(ConfigurationReader reader, Section section) {
    this.reader = reader;
    this.section = section;
  }

  @Nullable EapConfig read() {
    List<EapMethod> methods = methods();
    boolean overTls = methods == null || methods.stream().anyMatch(EapMethod::overTls);
    Path certificate = reader.file(section, "certificate", overTls);
    Path key = reader.file(section, "key", overTls);
    boolean byCertificate = methods != null && methods.contains(EapMethod.TLS);
    Path clientCa = reader.file(section, "client-ca", byCertificate);
    TlsSettings tls = tls(certificate, key, clientCa);
    List<EapMethod> offered = methods == null ? usual(clientCa != null) : methods;
    EapConfig config = limits(offered, tls, overTls);
    section.end();
    return config;
  }

  /** Without EAP-MD5 and EAP-GTC: outside a tunnel they protect nobody. */
  private static List<EapMethod> usual(boolean withClientCa) {
    return withClientCa
        ? List.of(EapMethod.PEAP, EapMethod.TTLS, EapMethod.TLS, EapMethod.MSCHAPV2)
        : List.of(EapMethod.PEAP, EapMethod.TTLS, EapMethod.MSCHAPV2);
  }

  private @Nullable List<EapMethod> methods() {
    List<String> known = Arrays.stream(EapMethod.values()).map(EapMethod::word).toList();
    List<EapMethod> methods = words("methods", known, EapMethod::of);
    if (methods != null && methods.isEmpty()) section.fault("methods", FaultCode.EMPTY);
    return methods;
  }

  /** The values of a list of words; null if the key is absent. */
  private <T> @Nullable List<T> words(
      String key, List<String> known, Function<String, Optional<T>> reading) {
    List<String> texts = section.texts(key);
    if (texts == null) return null;
    List<T> values = new ArrayList<>();
    for (String text : texts) {
      Optional<T> value = reading.apply(text);
      if (value.isEmpty()) {
        section.fault(key, FaultCode.NOT_ONE_OF, text, String.join(", ", known));
      } else if (!values.contains(value.get())) {
        values.add(value.get());
      }
    }
    return values;
  }

  private @Nullable TlsSettings tls(
      @Nullable Path certificate, @Nullable Path key, @Nullable Path clientCa) {
    List<Path> crls = reader.crls(section);
    List<String> versions =
        words(
            "tls-versions", TLS_VERSIONS, text -> Optional.of(text).filter(TLS_VERSIONS::contains));
    List<String> knownNames =
        Arrays.stream(CertificateName.values()).map(CertificateName::word).toList();
    List<CertificateName> names = words("certificate-names", knownNames, CertificateName::of);
    List<String> modes = Arrays.stream(OcspMode.values()).map(OcspMode::word).toList();
    OcspMode ocsp = OcspMode.of(section.word("ocsp", modes)).orElse(OcspMode.OFF);
    URI url = section.read("ocsp-url", FaultCode.NOT_A_URL, ConfigurationReader::webAddress);
    Duration timeout = ConfigurationReader.duration(section, "ocsp-timeout", "3s", "100ms", "10s");
    Duration resumption = ConfigurationReader.duration(section, "resumption", "1h", "0s", "1d");
    if (certificate == null || key == null) return null;
    TlsSettings settings =
        new TlsSettings(
            certificate,
            key,
            clientCa,
            crls,
            protocols(versions),
            names == null || names.isEmpty() ? TlsSettings.NAMES : names,
            ocsp,
            url,
            timeout,
            resumption,
            TlsSettings.RESUMPTION_ENTRIES_MAX);
    return usable(settings) ? settings : null;
  }

  private static List<String> protocols(@Nullable List<String> versions) {
    List<String> wanted = versions == null || versions.isEmpty() ? TLS_VERSIONS : versions;
    return wanted.stream().map(version -> "TLSv" + version).toList();
  }

  private boolean usable(TlsSettings settings) {
    try {
      TlsContexts.check(settings);
      return true;
    } catch (TlsException e) {
      section.fault("certificate", FaultCode.TLS_FILES_UNUSABLE, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private @Nullable EapConfig limits(
      List<EapMethod> methods, @Nullable TlsSettings tls, boolean overTls) {
    EapConfig usual = EapConfig.of(List.of(), null);
    int fragment = section.number("fragment-size", usual.fragmentBytes(), 100, 3900);
    Duration time = ConfigurationReader.duration(section, "session-time", "60s", "5s", "10m");
    int sessions = section.number("sessions-max", usual.sessionsMax(), 100, 1_000_000);
    int tunnels = section.number("tunnels-max", usual.tunnelsMax(), 10, 100_000);
    if (methods.isEmpty() || (overTls && tls == null)) return null; // a fault is told already
    return new EapConfig(
        methods, tls, fragment, time, sessions, tunnels, usual.threads(), usual.inWorkMax());
  }
}
