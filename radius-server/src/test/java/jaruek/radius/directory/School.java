package jaruek.radius.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;
import jaruek.radius.directory.DirectoryConfig.GroupRule;
import jaruek.radius.directory.DirectoryConfig.Groups;
import jaruek.radius.directory.DirectoryConfig.Order;
import jaruek.radius.directory.DirectoryConfig.Servers;
import jaruek.radius.directory.DirectoryConfig.ServiceAccount;
import jaruek.radius.directory.DirectoryConfig.Users;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** UnboundID's server in memory with a school in it, and logins asked of it. */
final class School implements AutoCloseable {
  static final String BASE = "dc=school,dc=local";
  static final ServiceAccount SERVICE = new ServiceAccount("cn=radius," + BASE, "service-pw");

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T03:00:00Z"));
  final Telemetry telemetry = new Telemetry();
  final AtomicInteger binds = new AtomicInteger();

  /** What Windows says to the next binds of users; null to check them. */
  volatile @Nullable String windowsError;

  InMemoryDirectoryServer server;
  private final @Nullable SSLContext tls;

  School() throws LDAPException {
    this(null);
  }

  /** With StartTLS, or, on another port, TLS at once. */
  School(@Nullable SSLContext tls) throws LDAPException {
    this.tls = tls;
    server = started(0);
  }

  private InMemoryDirectoryServer started(int port) throws LDAPException {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    config.setSchema(null);
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig(
            "plain", loopback, port, tls == null ? null : tls.getSocketFactory()));
    if (tls != null) {
      config
          .getListenerConfigs()
          .add(
              InMemoryListenerConfig.createLDAPSConfig(
                  "tls", loopback, 0, tls.getServerSocketFactory(), tls.getSocketFactory()));
    }
    config.addInMemoryOperationInterceptor(new Windows());
    InMemoryDirectoryServer made = new InMemoryDirectoryServer(config);
    add(made, "dn: " + BASE, "objectClass: domain", "dc: school");
    add(made, "dn: ou=people," + BASE, "objectClass: organizationalUnit", "ou: people");
    add(made, "dn: ou=groups," + BASE, "objectClass: organizationalUnit", "ou: groups");
    add(
        made,
        "dn: cn=radius," + BASE,
        "objectClass: person",
        "cn: radius",
        "userPassword: service-pw");
    user(
        made,
        "somchai",
        "userPassword: สวัสดี-1",
        "cn: สมชาย ใจดี",
        "memberOf: " + group("Teachers"));
    user(made, "malee", "userPassword: right", "cn: Malee");
    user(made, "off", "userPassword: right", "cn: Off", "userAccountControl: 514");
    // 2020-01-01 in Windows' time
    user(made, "old", "userPassword: right", "cn: Old", "accountExpires: 132223104000000000");
    user(made, "twin", "userPassword: right", "cn: One");
    add(
        made,
        "dn: cn=twin2,ou=people," + BASE,
        "objectClass: person",
        "cn: Two",
        "uid: twin",
        "userPassword: right");
    user(made, "02:00:00:00:00:01", "userPassword: right", "cn: Printer");
    add(
        made,
        "dn: " + group("Pupils"),
        "objectClass: groupOfNames",
        "cn: Pupils",
        "member: uid=malee,ou=people," + BASE);
    made.startListening();
    return made;
  }

  private static void user(InMemoryDirectoryServer made, String name, String... lines)
      throws LDAPException {
    String[] all = new String[lines.length + 3];
    all[0] = "dn: uid=" + name + ",ou=people," + BASE;
    all[1] = "objectClass: person";
    all[2] = "uid: " + name;
    System.arraycopy(lines, 0, all, 3, lines.length);
    add(made, all);
  }

  private static void add(InMemoryDirectoryServer to, String... lines) throws LDAPException {
    try {
      to.add(lines);
    } catch (LDIFException e) {
      throw new AssertionError(e);
    }
  }

  static String group(String name) {
    return "cn=" + name + ",ou=groups," + BASE;
  }

  /** Counts binds of users, and speaks as Active Directory if it is told to. */
  private final class Windows extends InMemoryOperationInterceptor {
    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request)
        throws LDAPException {
      if (request.getRequest().getBindDN().equals(SERVICE.dn())) return;
      binds.incrementAndGet();
      String error = windowsError;
      if (error != null) {
        throw new LDAPException(
            ResultCode.INVALID_CREDENTIALS,
            "80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data "
                + error
                + ", v3839");
      }
    }
  }

  void restart(int port) throws LDAPException {
    server = started(port);
  }

  int port() {
    return server.getListenPort("plain");
  }

  int tlsPort() {
    return server.getListenPort("tls");
  }

  DirectoryServer plain() {
    return new DirectoryServer("127.0.0.1", port(), false);
  }

  static Users searching() {
    return new Users(BASE, DirectoryConfig.USER_FILTER, null, SERVICE, null);
  }

  static Groups groups() {
    return new Groups(
        List.of(new GroupRule("teachers", "staff"), new GroupRule(group("Pupils"), "pupils")),
        null,
        false,
        "ou=groups," + BASE,
        DirectoryConfig.GROUP_FILTER);
  }

  static Servers servers(DirectoryServer... servers) {
    return new Servers(List.of(servers), false, null, Duration.ofSeconds(20));
  }

  static Servers encrypted(boolean startTls, Path ca, DirectoryServer... servers) {
    return new Servers(List.of(servers), startTls, ca, Duration.ofSeconds(20));
  }

  static DirectoryConfig config(Servers servers, Users users, Groups groups) {
    return new DirectoryConfig(
        servers, users, groups, Order.LOCAL_FIRST, Duration.ZERO, Duration.ZERO);
  }

  DirectoryConfig usual() {
    return config(servers(plain()), searching(), groups());
  }

  DirectoryLogins logins(DirectoryConfig config) {
    config.check();
    DirectoryLogins logins =
        new DirectoryLogins(
            config,
            group -> List.of("staff", "pupils").contains(group),
            telemetry,
            now::get,
            new SecureRandom());
    logins.start();
    return logins;
  }

  void pass(Duration time) {
    now.updateAndGet(then -> then.plus(time));
  }

  @Override
  public void close() {
    server.shutDown(true);
  }
}
