package jaruek.radius.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPException;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.radius.certificate.KeyKind;
import jaruek.radius.directory.DirectoryConfig.GroupRule;
import jaruek.radius.directory.DirectoryConfig.Groups;
import jaruek.radius.directory.DirectoryConfig.Order;
import jaruek.radius.directory.DirectoryConfig.Servers;
import jaruek.radius.directory.DirectoryConfig.ServiceAccount;
import jaruek.radius.directory.DirectoryConfig.Users;
import jaruek.radius.login.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by a directory, against UnboundID's server in memory. */
final class DirectoryLoginsTest {
  @TempDir Path folder;
  private School school;
  private final List<DirectoryLogins> opened = new ArrayList<>();

  @BeforeEach
  void start() throws LDAPException {
    school = new School();
  }

  @AfterEach
  void stop() {
    opened.forEach(DirectoryLogins::close);
    school.close();
  }

  private DirectoryLogins logins(DirectoryConfig config) {
    DirectoryLogins logins = school.logins(config);
    opened.add(logins);
    return logins;
  }

  @Test
  void letsInByBindingAsTheUserWithTheFirstGroupThatFits() {
    DirectoryLogins logins = logins(school.usual());
    assertEquals("somchai/สมชาย ใจดี/staff", Asked.password(logins, "somchai", "สวัสดี-1"));
    assertEquals("malee/Malee/pupils", Asked.password(logins, "malee", "right"));
    assertEquals("bad-password", Asked.password(logins, "malee", "wrong"));
    assertEquals("unknown-user", Asked.password(logins, "nobody", "right"));
    assertEquals("ambiguous-user", Asked.password(logins, "twin", "right"));
    assertEquals("disabled", Asked.password(logins, "off", "right"));
    assertEquals("expired", Asked.password(logins, "old", "right"));
    assertEquals("no-user-name", Asked.password(logins, " ", "right"));
  }

  @Test
  void recordsTheDirectorysSpellingOfANameHoweverItIsTyped() {
    DirectoryLogins logins = logins(school.usual());
    assertEquals("malee/Malee/pupils", Asked.password(logins, "MALEE", "right"));
    assertEquals("malee/Malee/pupils", Asked.password(logins, "SCHOOL\\Malee", "right"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "mal*",
        "malee)(uid=*",
        "*)(objectClass=*",
        "malee)(|(uid=*",
        "\\2a",
        "malee\0",
        "malee,ou=people,dc=school,dc=local"
      })
  void takesNothingInANameForPartOfAFilterOrName(String user) {
    assertEquals("unknown-user", Asked.password(logins(school.usual()), user, "right"));
    assertEquals("unknown-user", Asked.presence(logins(school.usual()), user));
    assertEquals("bad-password", Asked.password(logins(directly()), user, "right"));
  }

  private DirectoryConfig directly() {
    String pattern = "uid={user},ou=people," + School.BASE;
    Users users = new Users(null, DirectoryConfig.USER_FILTER, null, null, pattern);
    return School.config(School.servers(school.plain()), users, School.groups());
  }

  @Test
  void refusesAnEmptyPasswordBeforeAnythingIsBound() {
    for (DirectoryConfig config : List.of(school.usual(), directly())) {
      DirectoryLogins logins = logins(config);
      assertEquals("no-password", Asked.password(logins, "malee", ""));
      assertEquals("bad-password", Asked.password(logins, "malee", "\0"));
      assertEquals("bad-password", Asked.password(logins, "malee", "right\0"));
    }
    assertEquals(0, school.binds.get());
  }

  @Test
  void bindsByANameMadeOfTheUsers() {
    DirectoryLogins logins = logins(directly());
    assertEquals("malee/Malee/pupils", Asked.password(logins, "malee", "right"));
    assertEquals("bad-password", Asked.password(logins, "malee", "wrong"));
    assertEquals("method-not-possible", Asked.presence(logins, "malee"));
  }

  @Test
  void saysWhatADirectoryCannotCheck() {
    DirectoryLogins logins = logins(school.usual());
    byte[] some = new byte[16];
    List<Proof> proofs =
        List.of(
            new Proof.Chap(1, some, some),
            new Proof.MsChap(new byte[8], new byte[24]),
            new Proof.MsChap2(some, some, some, new byte[24]));
    for (Proof proof : proofs) {
      assertEquals("method-not-possible", Asked.ask(logins, "malee", proof));
    }
    assertEquals("unknown-mac", Asked.ask(logins, "x", new Proof.Mac("02:00:00:00:00:01")));
  }

  @Test
  void looksUpWhomACertificateNames() {
    DirectoryLogins logins = logins(school.usual());
    assertEquals("malee/Malee/pupils", Asked.presence(logins, "malee"));
    assertEquals("disabled", Asked.presence(logins, "off"));
    assertEquals("unknown-user", Asked.presence(logins, "nobody"));
    assertEquals(0, school.binds.get());
  }

  @Test
  void letsNobodyPassForADevice() {
    assertEquals(
        "directory-misconfigured",
        Asked.password(logins(school.usual()), "02:00:00:00:00:01", "right"));
  }

  @ParameterizedTest
  @CsvSource({
    "52e, bad-password",
    "525, unknown-user",
    "530, outside-hours",
    "531, workstation-not-allowed",
    "532, password-expired",
    "533, disabled",
    "701, expired",
    "773, password-must-change",
    "775, locked-in-directory"
  })
  void tellsWhatActiveDirectoryMeans(String error, String reason) {
    school.windowsError = error;
    assertEquals(reason, Asked.password(logins(school.usual()), "malee", "right"));
  }

  @Test
  void refusesWhoIsInNoGroupAndGroupsThatAreNotThere() {
    Groups only =
        new Groups(List.of(new GroupRule("Teachers", "staff")), null, true, null, "(x={dn})");
    DirectoryLogins members =
        logins(School.config(School.servers(school.plain()), School.searching(), only));
    assertEquals("somchai/สมชาย ใจดี/staff", Asked.password(members, "somchai", "สวัสดี-1"));
    assertEquals("not-in-group", Asked.password(members, "malee", "right"));
    Groups gone = new Groups(List.of(), "nowhere", false, null, "(x={dn})");
    DirectoryLogins lost =
        logins(School.config(School.servers(school.plain()), School.searching(), gone));
    assertEquals("group-missing", Asked.password(lost, "malee", "right"));
  }

  @Test
  void saysThatTheServiceAccountIsRefused() {
    Users users =
        new Users(
            School.BASE,
            DirectoryConfig.USER_FILTER,
            null,
            new ServiceAccount(School.SERVICE.dn(), "wrong"),
            null);
    DirectoryConfig config = School.config(School.servers(school.plain()), users, Groups.NONE);
    assertEquals("directory-misconfigured", Asked.password(logins(config), "malee", "right"));
    assertNotNull(DirectoryProbe.ask(config).getFirst().problem());
    assertNull(DirectoryProbe.ask(school.usual()).getFirst().problem());
  }

  // ---- servers that do not answer ----

  @Test
  void asksTheNextServerAndLeavesADeadOneAloneForAWhile() throws IOException {
    DirectoryServer dead = new DirectoryServer("127.0.0.1", freePort(), false);
    Servers servers = School.servers(dead, school.plain());
    DirectoryLogins logins = logins(School.config(servers, School.searching(), Groups.NONE));
    for (int i = 0; i < 10; i++) {
      assertEquals("malee/Malee/null", Asked.password(logins, "malee", "right"));
    }
    assertEquals(Breaker.FAILURES_MAX, school.telemetry.sum("radius.directory.failures"));
    assertEquals(1, school.telemetry.sum("radius.directory.left-alone"));
    school.pass(Breaker.PAUSE);
    for (int i = 0; i < 3; i++) Asked.password(logins, "malee", "right");
    assertEquals(Breaker.FAILURES_MAX + 1, school.telemetry.sum("radius.directory.failures"));
  }

  @Test
  void waitsNoLongerThanItsTimeoutForAServerThatSaysNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<Socket> taken = new ArrayList<>();
      Thread.ofPlatform().daemon().start(() -> take(silent, taken));
      for (boolean tls : List.of(false, true)) {
        DirectoryServer server = new DirectoryServer("127.0.0.1", silent.getLocalPort(), tls);
        Servers servers = new Servers(List.of(server), false, null, Duration.ofMillis(200));
        DirectoryLogins logins = logins(School.config(servers, School.searching(), Groups.NONE));
        assertEquals("directory-unreachable", Asked.password(logins, "malee", "right"));
      }
      for (Socket socket : taken) socket.close();
    }
  }

  @Test
  void refusesAsBusyWhatTheQueueDoesNotHold() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      DirectoryServer server = new DirectoryServer("127.0.0.1", silent.getLocalPort(), false);
      Servers servers = new Servers(List.of(server), false, null, Duration.ofSeconds(2));
      DirectoryLogins logins = logins(School.config(servers, School.searching(), Groups.NONE));
      AtomicInteger answered = new AtomicInteger();
      for (int i = 0; i < DirectoryLogins.THREADS + DirectoryLogins.QUEUE_MAX; i++) {
        logins.check(Asked.attempt("malee", "right"), outcome -> answered.incrementAndGet());
      }
      assertEquals("busy", Asked.password(logins, "malee", "right"));
      assertEquals(0, answered.get());
    }
  }

  private static void take(ServerSocket from, List<Socket> to) {
    try {
      while (true) to.add(from.accept());
    } catch (IOException e) {
      // closed
    }
  }

  @Test
  void comesBackWithTheServer() throws LDAPException {
    int port = school.port();
    DirectoryLogins logins = logins(school.usual());
    assertEquals("malee/Malee/pupils", Asked.password(logins, "malee", "right"));
    school.close();
    for (int i = 0; i < 4; i++) {
      assertEquals("directory-unreachable", Asked.password(logins, "malee", "right"));
    }
    school.restart(port);
    assertEquals("directory-unreachable", Asked.password(logins, "malee", "right"));
    school.pass(Breaker.PAUSE);
    assertEquals("malee/Malee/pupils", Asked.password(logins, "malee", "right"));
  }

  private DirectoryLogins remembering(Duration whileUp, Duration whileDown) {
    DirectoryConfig usual = school.usual();
    return logins(
        new DirectoryConfig(
            usual.servers(), usual.users(), usual.groups(), Order.LOCAL_FIRST, whileUp, whileDown));
  }

  @Test
  void remembersSuccessesForAWhileAndLongerWhileNobodyAnswers() {
    DirectoryLogins logins = remembering(Duration.ofMinutes(5), Duration.ofHours(8));
    Asked.password(logins, "malee", "right");
    Asked.password(logins, "malee", "right");
    assertEquals(1, school.binds.get());
    assertEquals("bad-password", Asked.password(logins, "malee", "wrong"));
    school.pass(Duration.ofMinutes(5));
    Asked.password(logins, "malee", "right");
    assertEquals(3, school.binds.get());
    school.close();
    school.pass(Duration.ofHours(7));
    assertEquals("malee/Malee/pupils", Asked.password(logins, "malee", "right"));
    assertEquals("directory-unreachable", Asked.password(logins, "malee", "wrong"));
    assertEquals(1, school.telemetry.sum("radius.directory.offline-logins"));
    school.pass(Duration.ofHours(2));
    assertEquals("directory-unreachable", Asked.password(logins, "malee", "right"));
  }

  @Test
  void forgetsASuccessThatTheDirectoryTakesBack() {
    DirectoryLogins logins = remembering(Duration.ZERO, Duration.ofHours(8));
    Asked.password(logins, "malee", "right");
    school.windowsError = "533";
    assertEquals("disabled", Asked.password(logins, "malee", "right"));
    school.close();
    assertEquals("directory-unreachable", Asked.password(logins, "malee", "right"));
  }

  @Test
  void refusesAsBusyWhatIsNotStarted() {
    DirectoryLogins logins = logins(school.usual());
    logins.close();
    assertEquals("busy", Asked.password(logins, "malee", "right"));
  }

  // ---- TLS ----

  @Test
  void speaksOnlyToTheServerThatTheCertificateNames() throws Exception {
    CertificateAuthority office = authority("office");
    office.makeServer(List.of("localhost"), KeyKind.EC, false);
    Path ca = office.file(CertificateAuthority.CA);
    Path foreign = authority("foreign").file(CertificateAuthority.CA);
    try (School encrypted = new School(context(office))) {
      DirectoryServer named = new DirectoryServer("localhost", encrypted.port(), false);
      DirectoryServer atOnce = new DirectoryServer("localhost", encrypted.tlsPort(), true);
      DirectoryServer unnamed = new DirectoryServer("127.0.0.1", encrypted.port(), false);
      DirectoryServer unnamedAtOnce = new DirectoryServer("127.0.0.1", encrypted.tlsPort(), true);
      assertEquals("malee/Malee/null", byTls(true, ca, named));
      assertEquals("malee/Malee/null", byTls(false, ca, atOnce));
      assertEquals("directory-unreachable", byTls(true, ca, unnamed));
      assertEquals("directory-unreachable", byTls(false, ca, unnamedAtOnce));
      assertEquals("directory-unreachable", byTls(true, foreign, named));
      assertEquals("directory-unreachable", byTls(false, foreign, atOnce));
      assertEquals(2, encrypted.binds.get());
    }
    // a server that has no StartTLS is told nothing
    String without = byTls(true, ca, new DirectoryServer("localhost", school.port(), false));
    assertTrue(without.startsWith("directory-"), without);
    assertEquals(0, school.binds.get());
  }

  private String byTls(boolean startTls, Path ca, DirectoryServer server) {
    Servers servers = School.encrypted(startTls, ca, server);
    DirectoryLogins logins = logins(School.config(servers, School.searching(), Groups.NONE));
    return Asked.password(logins, "malee", "right");
  }

  private CertificateAuthority authority(String name) {
    CertificateAuthority authority =
        new CertificateAuthority(folder.resolve(name), InstantSource.system(), new SecureRandom());
    authority.makeAuthority(name, KeyKind.EC);
    return authority;
  }

  private static SSLContext context(CertificateAuthority authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority.file(CertificateAuthority.SERVER))) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      store.setKeyEntry("server", key(authority), new char[0], chain);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static PrivateKey key(CertificateAuthority authority) throws Exception {
    String pem =
        Files.readString(
            authority.file(CertificateAuthority.SERVER_KEY), StandardCharsets.US_ASCII);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static int freePort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return taken.getLocalPort();
    }
  }
}
