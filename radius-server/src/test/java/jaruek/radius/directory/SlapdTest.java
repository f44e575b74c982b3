package jaruek.radius.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.Accounts;
import jaruek.radius.account.Group;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.dictionary.Dictionaries;
import jaruek.radius.directory.DirectoryConfig.GroupRule;
import jaruek.radius.directory.DirectoryConfig.Groups;
import jaruek.radius.directory.DirectoryConfig.Order;
import jaruek.radius.directory.DirectoryConfig.Servers;
import jaruek.radius.directory.DirectoryConfig.ServiceAccount;
import jaruek.radius.directory.DirectoryConfig.Users;
import jaruek.radius.login.Outcome;
import jaruek.radius.policy.NasTerms;
import jaruek.radius.policy.TermsAttributes;
import jaruek.radius.policy.TermsPolicy;
import jaruek.radius.rule.Standing;
import jaruek.radius.rule.TestLogins;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's OpenLDAP: login by bind, group to VLAN, server killed and back. */
final class SlapdTest {
  private static final Path SLAPD = Path.of("/usr/sbin/slapd");
  private static final Path LDAPADD = Path.of("/usr/bin/ldapadd");
  private static final String BASE = "dc=school,dc=local";

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final TermsAttributes named = new TermsAttributes(Dictionaries.shipped());
  private final Telemetry telemetry = new Telemetry();
  private @Nullable Process slapd;
  private int port;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(SLAPD), "needs the Debian package slapd");
    assumeTrue(Files.isExecutable(LDAPADD), "needs the Debian package ldap-utils");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    Files.createDirectories(folder.resolve("db"));
    Files.writeString(folder.resolve("slapd.conf"), configuration());
    run();
    add();
  }

  private String configuration() {
    return """
    include /etc/ldap/schema/core.schema
    include /etc/ldap/schema/cosine.schema
    include /etc/ldap/schema/inetorgperson.schema
    pidfile %1$s/slapd.pid
    modulepath /usr/lib/ldap
    moduleload back_mdb
    moduleload memberof
    disallow bind_anon
    database mdb
    suffix "%2$s"
    rootdn "cn=admin,%2$s"
    rootpw admin-pw
    directory %1$s/db
    access to attrs=userPassword by anonymous auth by * none
    access to * by dn.exact="cn=radius,%2$s" read by self read by * auth
    overlay memberof
    """
        .formatted(folder, BASE);
  }

  private void run() throws IOException {
    slapd =
        new ProcessBuilder(
                SLAPD.toString(),
                "-f",
                folder.resolve("slapd.conf").toString(),
                "-h",
                "ldap://127.0.0.1:" + port,
                "-d",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!listens()) {
      assertTrue(slapd.isAlive(), () -> "slapd does not start: " + log());
      assertTrue(System.nanoTime() < deadline, "waited a minute for slapd");
      LockSupport.parkNanos(10_000_000);
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void add() throws IOException, InterruptedException {
    Path ldif =
        Files.writeString(
            folder.resolve("school.ldif"),
            """
            dn: dc=school,dc=local
            objectClass: dcObject
            objectClass: organization
            dc: school
            o: School

            dn: cn=radius,dc=school,dc=local
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: radius
            userPassword: service-pw

            dn: uid=somchai,dc=school,dc=local
            objectClass: inetOrgPerson
            uid: somchai
            cn: Somchai
            sn: Jaidee
            displayName: Somchai Jaidee
            userPassword: right

            dn: uid=malee,dc=school,dc=local
            objectClass: inetOrgPerson
            uid: malee
            cn: Malee
            sn: M
            userPassword: also-right

            dn: cn=teachers,dc=school,dc=local
            objectClass: groupOfNames
            cn: teachers
            member: uid=somchai,dc=school,dc=local
            """);
    Process added =
        new ProcessBuilder(
                LDAPADD.toString(),
                "-x",
                "-H",
                "ldap://127.0.0.1:" + port,
                "-D",
                "cn=admin," + BASE,
                "-w",
                "admin-pw",
                "-f",
                ldif.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("added").toFile())
            .start();
    assertTrue(added.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, added.exitValue(), () -> readable(folder.resolve("added")));
  }

  private static String readable(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterEach
  void kill() throws InterruptedException {
    if (slapd != null) {
      slapd.destroyForcibly();
      assertTrue(slapd.waitFor(1, TimeUnit.MINUTES));
    }
  }

  private DirectoryConfig config() {
    return new DirectoryConfig(
        new Servers(
            List.of(new DirectoryServer("127.0.0.1", port, false)),
            false,
            null,
            Duration.ofSeconds(20)),
        new Users(
            BASE,
            DirectoryConfig.USER_FILTER,
            null,
            new ServiceAccount("cn=radius," + BASE, "service-pw"),
            null),
        new Groups(
            List.of(new GroupRule("Teachers", "staff")),
            null,
            false,
            null,
            DirectoryConfig.GROUP_FILTER),
        Order.LOCAL_FIRST,
        Duration.ZERO,
        Duration.ZERO);
  }

  private DirectoryLogins logins(Accounts accounts) {
    DirectoryLogins logins =
        new DirectoryLogins(
            config(),
            group -> accounts.group(group).isPresent(),
            telemetry,
            now::get,
            new SecureRandom());
    logins.start();
    return logins;
  }

  private TestLogins local() {
    TestLogins local = new TestLogins(folder, named);
    local.accounts.addGroup(Group.of("staff", null, Terms.NONE.with(Setting.VLAN, "20"), null));
    return local;
  }

  @Test
  void logsInByBindWithTheVlanOfTheGroup() {
    try (TestLogins local = local();
        DirectoryLogins logins = logins(local.accounts)) {
      assertEquals("somchai/Somchai Jaidee/staff", Asked.password(logins, "somchai", "right"));
      assertEquals("malee/Malee/null", Asked.password(logins, "malee", "also-right"));
      assertEquals("bad-password", Asked.password(logins, "somchai", "wrong"));
      assertEquals("bad-password", Asked.password(logins, "somchai", "also-right"));
      assertEquals("no-password", Asked.password(logins, "somchai", ""));
      assertEquals("unknown-user", Asked.password(logins, "somchai)(uid=*", "right"));
      assertEquals("somchai/Somchai Jaidee/staff", Asked.presence(logins, "Somchai"));
      assertEquals(List.of("64 0000000d", "65 00000006", "81 3230"), reply(local, logins));
    }
  }

  /** What the NAS gets for somchai: type and value of each attribute. */
  private List<String> reply(TestLogins local, DirectoryLogins logins) {
    if (!(local.ask(logins, "somchai", "right", null) instanceof Outcome.Accepted yes)) {
      throw new AssertionError("not let in");
    }
    TermsPolicy policy =
        new TermsPolicy(
            local.accounts,
            new Standing(local.accounts, local),
            named,
            client -> NasTerms.Nas.UNKNOWN,
            local.telemetry);
    return policy.attributes(yes.account(), local.asking(null)).stream()
        .map(a -> a.type() + " " + HexFormat.of().formatHex(a.value()))
        .toList();
  }

  @Test
  void comesBackWhenTheServerWasKilled() throws IOException, InterruptedException {
    try (TestLogins local = local();
        DirectoryLogins logins = logins(local.accounts)) {
      assertEquals("malee/Malee/null", Asked.password(logins, "malee", "also-right"));
      kill();
      for (int i = 0; i < Breaker.FAILURES_MAX; i++) {
        assertEquals("directory-unreachable", Asked.password(logins, "malee", "also-right"));
      }
      run();
      now.updateAndGet(then -> then.plus(Breaker.PAUSE));
      assertEquals("malee/Malee/null", Asked.password(logins, "malee", "also-right"));
      assertEquals("bad-password", Asked.password(logins, "malee", "wrong"));
    }
  }
}
