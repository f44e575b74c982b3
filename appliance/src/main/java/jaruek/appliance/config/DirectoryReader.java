package jaruek.appliance.config;

import jaruek.radius.directory.DirectoryConfig;
import jaruek.radius.directory.DirectoryConfig.GroupRule;
import jaruek.radius.directory.DirectoryConfig.Groups;
import jaruek.radius.directory.DirectoryConfig.Order;
import jaruek.radius.directory.DirectoryConfig.Servers;
import jaruek.radius.directory.DirectoryConfig.ServiceAccount;
import jaruek.radius.directory.DirectoryConfig.Users;
import jaruek.radius.directory.DirectoryException;
import jaruek.radius.directory.DirectoryServer;
import jaruek.retention.record.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code radius.directory}. */
final class DirectoryReader {
  private static final int NAME_CHARS_MAX = 1000;

  private final ConfigurationReader reader;
  private final Section section;

  DirectoryReader(ConfigurationReader reader, Section section) {
    this.reader = reader;
    this.section = section;
  }

  @Nullable DirectoryConfig read() {
    Servers servers = servers();
    Users users = users();
    Groups groups = groups();
    Duration cache = ConfigurationReader.duration(section, "cache", "5m", "0s", "1h");
    Duration grace = ConfigurationReader.duration(section, "offline-grace", "0s", "0s", "7d");
    List<String> orders = Arrays.stream(Order.values()).map(Order::word).toList();
    Order order = Order.of(section.word("order", orders)).orElse(Order.LOCAL_FIRST);
    section.end();
    if (servers.list().isEmpty()) return null; // a fault is told already
    DirectoryConfig config = new DirectoryConfig(servers, users, groups, order, cache, grace);
    try {
      config.check();
    } catch (DirectoryException e) {
      section.fault("", FaultCode.DIRECTORY_UNUSABLE, String.valueOf(e.getMessage()));
    }
    return config;
  }

  private Servers servers() {
    boolean startTls = section.flag("start-tls", false);
    boolean plain = section.flag("allow-plain", false);
    List<DirectoryServer> servers = new ArrayList<>();
    List<String> texts = section.texts("servers");
    if (texts == null) section.fault("", FaultCode.MISSING, "servers");
    else if (texts.isEmpty()) section.fault("servers", FaultCode.EMPTY);
    int most = DirectoryConfig.SERVERS_MAX;
    if (texts != null && texts.size() > most) {
      section.fault("servers", FaultCode.OUT_OF_RANGE, "" + texts.size(), "1", "" + most);
    }
    for (String text : texts == null ? List.<String>of() : texts) {
      DirectoryServer server = DirectoryServer.parse(text).orElse(null);
      if (server == null) {
        section.fault("servers", FaultCode.NOT_A_URL, text);
        continue;
      }
      if (!server.tls() && !startTls && !plain && !isLoopback(server.host())) {
        section.fault("servers", FaultCode.DIRECTORY_PLAIN, text);
      }
      servers.add(server);
    }
    Path ca = reader.file(section, "ca", false);
    Duration timeout = ConfigurationReader.duration(section, "timeout", "3s", "100ms", "30s");
    return new Servers(servers, startTls, ca, timeout);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || Cidr.parse(host).filter(Loopback::holds).isPresent();
  }

  private Users users() {
    String base = text("base");
    String bindAs = text("user-dn");
    boolean byDn = bindAs != null && bindAs.indexOf('=') >= 0;
    if (base == null && !byDn) section.fault("", FaultCode.MISSING, "base");
    String filter = text("filter");
    return new Users(
        base,
        filter == null ? DirectoryConfig.USER_FILTER : filter,
        text("user-attribute"),
        service(),
        bindAs);
  }

  private @Nullable ServiceAccount service() {
    String dn = text("bind-dn");
    boolean inline = section.has("bind-password");
    boolean inFile = section.has("bind-password-file");
    if (inline && inFile) section.fault("bind-password-file", FaultCode.SECRET_TWICE);
    String password =
        inline
            ? section.text("bind-password")
            : inFile ? reader.secretFile(section, "bind-password-file") : null;
    if (dn == null) {
      if (inline || inFile) section.fault("", FaultCode.MISSING, "bind-dn");
      return null;
    }
    if (!inline && !inFile) section.fault("", FaultCode.MISSING, "bind-password");
    if (password == null) return null;
    // an empty one would be an anonymous bind
    if (new Secret(password).isPlaceholder()) {
      section.fault(inline ? "bind-password" : "bind-password-file", FaultCode.SECRET_PLACEHOLDER);
    }
    return new ServiceAccount(dn, password);
  }

  private Groups groups() {
    List<GroupRule> rules = new ArrayList<>();
    Section groups = section.sectionOrEmpty("groups");
    for (String directoryGroup : groups.keys()) {
      String group = groups.text(directoryGroup);
      if (group != null) rules.add(new GroupRule(directoryGroup, group));
    }
    int most = DirectoryConfig.GROUPS_MAX;
    if (rules.size() > most) {
      section.fault("groups", FaultCode.OUT_OF_RANGE, "" + rules.size(), "0", "" + most);
    }
    String filter = text("group-filter");
    return new Groups(
        rules,
        text("default-group"),
        section.flag("only-groups", false),
        text("group-base"),
        filter == null ? DirectoryConfig.GROUP_FILTER : filter);
  }

  private @Nullable String text(String key) {
    String text = section.text(key);
    if (text != null && (text.isBlank() || text.length() > NAME_CHARS_MAX)) {
      section.fault(key, FaultCode.EMPTY);
      return null;
    }
    return text;
  }
}
