package jaruek.appliance.config;

import jaruek.appliance.config.Configuration.Access;
import jaruek.appliance.config.Configuration.Admin;
import jaruek.appliance.config.Configuration.Client;
import jaruek.appliance.config.Configuration.Collector;
import jaruek.appliance.config.Configuration.Journal;
import jaruek.appliance.config.Configuration.JournalKind;
import jaruek.appliance.config.Configuration.Log;
import jaruek.appliance.config.Configuration.LogTerms;
import jaruek.appliance.config.Configuration.Metrics;
import jaruek.appliance.config.Configuration.RadSec;
import jaruek.appliance.config.Configuration.Radius;
import jaruek.appliance.config.Configuration.Retention;
import jaruek.appliance.config.Configuration.Roles;
import jaruek.appliance.config.Configuration.SessionTimes;
import jaruek.appliance.config.Configuration.Source;
import jaruek.appliance.config.Configuration.Store;
import jaruek.appliance.config.Configuration.StoreEngine;
import jaruek.appliance.config.Configuration.Timestamp;
import jaruek.appliance.config.Configuration.TlsFiles;
import jaruek.appliance.config.Configuration.Witness;
import jaruek.appliance.config.Configuration.WitnessPeer;
import jaruek.collector.vendor.VendorFormats;
import jaruek.radius.directory.DirectoryConfig;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.log.LogException;
import jaruek.retention.log.Sha256;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.record.Cidr;
import jaruek.retention.store.DiskReserve;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the contract's keys, one method for each section. */
final class ConfigurationReader {
  /** A configuration of ten thousand devices fits. */
  private static final int FILE_BYTES_MAX = 4 * 1024 * 1024;

  private static final int QUERY_SECONDS = 300;
  private static final int QUERY_SECONDS_MAX = 86_400;
  private static final int DAYS_MIN = 90;
  private static final int DAYS_MAX = 3650;
  private static final int CRLS_MAX = 100;
  private static final List<String> VENDORS = List.copyOf(VendorFormats.all().vendors());

  private final Path folder;
  private final String sha256;

  private ConfigurationReader(Path folder, String sha256) {
    this.folder = folder;
    this.sha256 = sha256;
  }

  /** The text was decoded strictly, so its bytes are the file's. */
  private static String sha256(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Sha256.of(bytes);
  }

  static Configuration.Result read(Path file) {
    List<Fault> faults = new ArrayList<>();
    Path absolute = file.toAbsolutePath();
    String text = text(absolute, faults);
    YamlTree.Value root = text == null ? null : YamlTree.parse(text, faults);
    if (text != null && root != null) {
      Path folder = absolute.getParent();
      ConfigurationReader reader =
          new ConfigurationReader(folder == null ? absolute : folder, sha256(text));
      Configuration configuration = reader.configuration(Section.of("", root, faults));
      if (faults.isEmpty()) return new Configuration.Loaded(configuration);
    }
    faults.sort(Comparator.comparingInt(Fault::line));
    return new Configuration.Faults(List.copyOf(faults));
  }

  private static @Nullable String text(Path file, List<Fault> faults) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        faults.add(new Fault("", 0, FaultCode.FILE_TOO_LARGE, List.of("" + FILE_BYTES_MAX)));
        return null;
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      faults.add(new Fault("", 0, FaultCode.NOT_UTF8, List.of()));
    } catch (IOException e) {
      faults.add(
          new Fault(
              "",
              0,
              FaultCode.FILE_UNREADABLE,
              List.of(file.toString(), e.getClass().getSimpleName())));
    }
    return null;
  }

  private Configuration configuration(Section root) {
    Configuration configuration =
        new Configuration(
            path(root, "data-directory", Path.of("/var/lib/jaruek")),
            root.read(
                "zone", ZoneId.of("Asia/Bangkok"), FaultCode.NOT_A_ZONE, ConfigurationReader::zone),
            admin(root.sectionOrEmpty("admin")),
            metrics(root.sectionOrEmpty("metrics")),
            radius(root.sectionOrEmpty("radius")),
            collector(root.sectionOrEmpty("collector")),
            access(root.sectionOrEmpty("access")),
            retention(root.sectionOrEmpty("retention")),
            journal(root.sectionOrEmpty("journal")),
            store(root.sectionOrEmpty("store")),
            log(root.sectionOrEmpty("log")),
            witness(root.sectionOrEmpty("witness")),
            sha256);
    root.end();
    Ports.check(configuration, root);
    return configuration;
  }

  static @Nullable ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private Admin admin(Section section) {
    Path socket = path(section, "socket", Path.of("/run/jaruek/admin.sock"));
    int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Admin.SOCKET_BYTES_MAX) {
      section.fault(
          "socket", FaultCode.SOCKET_PATH_TOO_LONG, "" + bytes, "" + Admin.SOCKET_BYTES_MAX);
    }
    Section roles = section.sectionOrEmpty("roles");
    Admin admin =
        new Admin(
            socket,
            new Roles(
                people(roles, "admin", "root"),
                people(roles, "auditor", "root"),
                people(roles, "viewer", "*")));
    roles.end();
    section.end();
    return admin;
  }

  private static List<String> people(Section roles, String role, String otherwise) {
    List<String> names = roles.texts(role);
    if (names == null) return List.of(otherwise);
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).matches("\\*|@?[A-Za-z0-9_][A-Za-z0-9_.@$-]{0,63}")) {
        roles.fault(role + "[" + i + "]", roles.line(role), FaultCode.NOT_A_NAME, names.get(i));
      }
    }
    return List.copyOf(names);
  }

  private static Metrics metrics(Section section) {
    Metrics metrics = new Metrics(endpoint(section, "listen"));
    section.end();
    return metrics;
  }

  private Radius radius(Section section) {
    RepliesReader replies = new RepliesReader(section, dictionaries(section));
    List<Client> clients = clients(section, replies);
    Radius radius =
        new Radius(
            endpoint(section, "authentication"),
            endpoint(section, "accounting"),
            radsec(section),
            eap(section),
            directory(section),
            proxy(section, replies),
            clients,
            sessions(section.sectionOrEmpty("sessions")),
            replies.replies());
    section.end();
    return radius;
  }

  private static SessionTimes sessions(Section section) {
    SessionTimes times =
        new SessionTimes(
            duration(section, "interim-limit", "1h", "1m", "32d"),
            duration(section, "silence-limit", "24h", "1m", "32d"));
    section.end();
    return times;
  }

  private @Nullable RadSec radsec(Section radius) {
    Section section = radius.section("radsec");
    return section == null ? null : new RadSecReader(this, section).read();
  }

  private @Nullable EapConfig eap(Section radius) {
    Section section = radius.section("eap");
    if (section == null) return null;
    requireFeature(radius, "eap", Feature.EAP);
    return new EapReader(this, section).read();
  }

  private @Nullable DirectoryConfig directory(Section radius) {
    Section section = radius.section("directory");
    return section == null ? null : new DirectoryReader(this, section).read();
  }

  private @Nullable ProxyConfig proxy(Section radius, RepliesReader replies) {
    Section section = radius.section("proxy");
    return section == null ? null : new ProxyReader(this, section, replies).read();
  }

  private @Nullable Path dictionaries(Section radius) {
    Path folder = radius.read("dictionaries", FaultCode.NOT_A_PATH, this::resolve);
    if (folder == null || Files.isDirectory(folder)) return folder;
    radius.fault("dictionaries", FaultCode.FILE_MISSING, folder.toString());
    return null;
  }

  private List<Client> clients(Section radius, RepliesReader replies) {
    List<Client> clients = new ArrayList<>();
    Uniqueness taken = new Uniqueness();
    for (Section section : radius.sections("clients")) {
      String name = name(section);
      boolean byTls = section.has("radsec");
      PeerPin pin = byTls ? RadSecReader.pin(section) : null;
      Cidr address = byTls && !section.has("address") ? RadSecReader.ANYWHERE : range(section);
      Secret secret = byTls ? tlsSecret(section) : secret(section, address);
      ClientPolicy policy = policy(section);
      replies.read(section, name);
      section.end();
      taken.check(section, name, byTls ? null : address);
      if (name != null && address != null && secret != null && (pin != null || !byTls)) {
        Client client = new Client(name, address, secret, policy, pin);
        for (Client other : clients) {
          if (pin != null && pin.equals(other.radsec()) && address.overlaps(other.address())) {
            section.fault("radsec", FaultCode.PIN_TWICE, other.name());
          }
        }
        clients.add(client);
      }
    }
    return List.copyOf(clients);
  }

  private static ClientPolicy policy(Section section) {
    List<String> words =
        Arrays.stream(LimitProxyState.values()).map(LimitProxyState::word).toList();
    return new ClientPolicy(
        section.flag("require-message-authenticator", true),
        LimitProxyState.of(section.word("limit-proxy-state", words)).orElse(LimitProxyState.AUTO),
        section.flag("mac-authentication", false),
        section.flag("proxy", false),
        section.number("coa-port", ClientPolicy.COA_PORT, 0, 65_535));
  }

  private Collector collector(Section section) {
    CollectorReader more = new CollectorReader(this, section);
    Collector collector =
        new Collector(
            endpoint(section, "syslog-udp"),
            endpoint(section, "syslog-tcp"),
            more.tls("syslog-tls"),
            endpoint(section, "relp"),
            more.tls("relp-tls"),
            endpoint(section, "netflow"),
            endpoint(section, "ipfix"),
            endpoint(section, "ipfix-tcp"),
            more.tls("ipfix-tls"),
            endpoint(section, "sflow"),
            sources(section),
            more.limits(),
            new ForwardReader(this, section).read());
    section.end();
    return collector;
  }

  private static List<Source> sources(Section collector) {
    List<Source> sources = new ArrayList<>();
    Uniqueness taken = new Uniqueness();
    for (Section section : collector.sections("sources")) {
      String name = name(section);
      Cidr address = range(section);
      String vendor = section.has("vendor") ? section.word("vendor", VENDORS) : null;
      LogTerms terms = CollectorReader.terms(section);
      section.end();
      taken.check(section, name, address);
      if (name != null && address != null) {
        sources.add(new Source(name, address, vendor, terms));
      }
    }
    return List.copyOf(sources);
  }

  private static Access access(Section section) {
    Access access = new Access(section.flag("second-person", true));
    section.end();
    return access;
  }

  private static Retention retention(Section section) {
    Retention retention =
        new Retention(days(section, "days"), days(section, "identity-days-after-close"));
    section.end();
    return retention;
  }

  private static int days(Section section, String key) {
    int days = section.number(key, DAYS_MIN, Integer.MIN_VALUE, DAYS_MAX);
    if (days < DAYS_MIN)
      section.fault(key, FaultCode.RETENTION_TOO_SHORT, "" + days, "" + DAYS_MIN);
    return days;
  }

  private static Journal journal(Section section) {
    boolean kafka = section.word("kind", List.of("chronicle", "kafka")).equals("kafka");
    if (kafka) requireFeature(section, "kind", Feature.KAFKA);
    List<String> servers = section.texts("bootstrap-servers");
    if (kafka && servers == null) section.fault("", FaultCode.MISSING, "bootstrap-servers");
    Journal journal =
        new Journal(
            kafka ? JournalKind.KAFKA : JournalKind.CHRONICLE,
            duration(section, "sync-interval", "100ms", "0ms", "1m"),
            duration(section, "keep", "2d", "0s", "90d"),
            section.read("size-limit", 20L << 30, FaultCode.NOT_A_SIZE, Units::sizeBytes),
            servers == null ? List.of() : List.copyOf(servers));
    section.end();
    return journal;
  }

  private static Store store(Section section) {
    boolean clickHouse =
        section.word("engine", List.of("duckdb", "clickhouse")).equals("clickhouse");
    if (clickHouse) requireFeature(section, "engine", Feature.CLICKHOUSE);
    URI url = section.read("url", FaultCode.NOT_A_URL, ConfigurationReader::url);
    if (clickHouse && !section.has("url")) section.fault("", FaultCode.MISSING, "url");
    int seconds = section.number("query-seconds-max", QUERY_SECONDS, 1, QUERY_SECONDS_MAX);
    Store store =
        new Store(
            clickHouse ? StoreEngine.CLICKHOUSE : StoreEngine.DUCKDB,
            url,
            seconds,
            section.read("reserve", DiskReserve.BYTES, FaultCode.NOT_A_SIZE, Units::sizeBytes));
    section.end();
    return store;
  }

  private Log log(Section section) {
    Log log = new Log(file(section, "passphrase-file", false));
    section.end();
    return log;
  }

  private Witness witness(Section section) {
    Witness witness =
        new Witness(
            endpoint(section, "listen"),
            peers(section),
            duration(section, "cosign-every", "1h", "1m", "1d"),
            timestamp(section));
    section.end();
    return witness;
  }

  private List<WitnessPeer> peers(Section witness) {
    List<WitnessPeer> peers = new ArrayList<>();
    Uniqueness taken = new Uniqueness();
    for (Section section : witness.sections("peers")) {
      String name = name(section);
      VerifierKey key = publicKey(section);
      URI url = section.read("url", FaultCode.NOT_A_URL, ConfigurationReader::webAddress);
      section.end();
      taken.check(section, name, null);
      if (name != null && key != null) {
        if (peers.stream().anyMatch(p -> p.origin().equals(key.origin))) {
          section.fault("public-key", FaultCode.PEER_TWICE, key.origin);
        }
        peers.add(new WitnessPeer(name, key.origin, key.key, url));
      }
    }
    return List.copyOf(peers);
  }

  private record VerifierKey(String origin, VerifyingKey key) {}

  /** The text NAME+HASH+KEY, or a PEM file, whose origin then is that of its key. */
  private @Nullable VerifierKey publicKey(Section section) {
    String text = section.requiredText("public-key");
    if (text == null) return null;
    try {
      if (text.contains("+")) {
        return new VerifierKey(text.substring(0, text.indexOf('+')), VerifyingKey.ofText(text));
      }
      Path file = file(section, "public-key", true);
      if (file == null) return null;
      VerifyingKey key = VerifyingKey.read(file);
      return new VerifierKey(key.origin(), key);
    } catch (LogException e) {
      section.fault("public-key", FaultCode.NOT_A_KEY, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable Timestamp timestamp(Section witness) {
    Section section = witness.section("timestamp");
    if (section == null) return null;
    if (!section.has("url")) section.fault("", FaultCode.MISSING, "url");
    URI url = section.read("url", FaultCode.NOT_A_URL, ConfigurationReader::webAddress);
    Path ca = file(section, "ca", true);
    Duration every = duration(section, "every", "24h", "1m", "30d");
    section.end();
    return url == null || ca == null ? null : new Timestamp(url, ca, every);
  }

  static @Nullable URI webAddress(String text) {
    URI url = url(text);
    return url != null && url.getScheme().matches("https?") && url.getUserInfo() == null
        ? url
        : null;
  }

  private static @Nullable URI url(String text) {
    try {
      URI url = URI.create(text);
      return url.isAbsolute() && url.getHost() != null ? url : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static Duration duration(
      Section section, String key, String otherwise, String least, String most) {
    Duration fallback = known(otherwise);
    Duration value = section.read(key, fallback, FaultCode.NOT_A_DURATION, Units::duration);
    if (value.compareTo(known(least)) >= 0 && value.compareTo(known(most)) <= 0) return value;
    section.fault(key, FaultCode.OUT_OF_RANGE, Units.text(value), least, most);
    return fallback;
  }

  private static Duration known(String text) {
    Duration duration = Units.duration(text);
    if (duration == null) throw new IllegalArgumentException(text);
    return duration;
  }

  static @Nullable Endpoint endpoint(Section section, String key) {
    Endpoint endpoint =
        section.read(key, FaultCode.NOT_AN_ENDPOINT, text -> Endpoint.parse(text).orElse(null));
    if (endpoint == null || endpoint.port() >= 0) return endpoint;
    section.fault(key, FaultCode.NOT_A_PORT, String.valueOf(section.text(key)));
    return null;
  }

  @Nullable TlsFiles files(Section section) {
    Path certificate = file(section, "certificate", true);
    Path key = file(section, "key", true);
    return certificate == null || key == null ? null : new TlsFiles(certificate, key, null);
  }

  @Nullable TlsFiles filesWithClientCa(Section section) {
    TlsFiles ours = files(section);
    Path clientCa = file(section, "client-ca", false);
    return ours == null ? null : new TlsFiles(ours.certificate(), ours.key(), clientCa);
  }

  @Nullable Path file(Section section, String key, boolean required) {
    if (!section.has(key)) {
      if (required) section.fault("", FaultCode.MISSING, key);
      return null;
    }
    Path file = section.read(key, FaultCode.NOT_A_PATH, this::resolve);
    return file == null ? null : readable(section, key, file);
  }

  /** The file of one item of a list. */
  @Nullable Path file(Section section, String key, String text) {
    Path file = resolve(text);
    if (file != null) return readable(section, key, file);
    section.fault(key, FaultCode.NOT_A_PATH, text);
    return null;
  }

  /** Revocation lists. */
  List<Path> crls(Section section) {
    List<Path> files = new ArrayList<>();
    List<String> texts = section.texts("crl");
    if (texts == null) return files;
    if (texts.size() > CRLS_MAX) {
      section.fault("crl", FaultCode.OUT_OF_RANGE, "" + texts.size(), "0", "" + CRLS_MAX);
    }
    for (String text : texts) {
      Path file = file(section, "crl", text);
      if (file != null) files.add(file);
    }
    return files;
  }

  private static @Nullable Path readable(Section section, String key, Path file) {
    if (Files.isRegularFile(file) && Files.isReadable(file)) return file;
    section.fault(key, FaultCode.FILE_MISSING, file.toString());
    return null;
  }

  private Path path(Section section, String key, Path otherwise) {
    return section.read(key, otherwise, FaultCode.NOT_A_PATH, this::resolve);
  }

  private @Nullable Path resolve(String text) {
    try {
      return text.isBlank() ? null : folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  static @Nullable String name(Section section) {
    String name = section.requiredText("name");
    if (name == null || DeviceName.isOne(name)) return name;
    section.fault("name", FaultCode.NOT_A_NAME, name);
    return null;
  }

  private static @Nullable Cidr range(Section section) {
    String text = section.requiredText("address");
    if (text == null) return null;
    Cidr range = Cidr.parse(text).orElse(null);
    if (range == null) {
      section.fault("address", FaultCode.NOT_A_RANGE, text);
    } else if (!Cidr.of(text.split("/", 2)[0]).first().equals(range.first())) {
      section.fault("address", FaultCode.RANGE_NOT_ALIGNED, text, range.toString());
    }
    return range;
  }

  @Nullable Secret secret(Section section, @Nullable Cidr address) {
    boolean inline = section.has("secret");
    boolean inFile = section.has("secret-file");
    if (inline && inFile) section.fault("secret-file", FaultCode.SECRET_TWICE);
    if (!inline && !inFile) section.fault("", FaultCode.MISSING, "secret");
    String key = inline ? "secret" : "secret-file";
    String text =
        inline ? section.text("secret") : inFile ? secretFile(section, "secret-file") : null;
    if (text == null) return null;
    Secret secret = new Secret(text);
    boolean loopback = address != null && Loopback.holds(address);
    if (secret.isPlaceholder()) section.fault(key, FaultCode.SECRET_PLACEHOLDER);
    else if (secret.isTooLong())
      section.fault(key, FaultCode.SECRET_TOO_LONG, "" + Secret.BYTES_MAX);
    else if (!loopback && secret.isWeak()) section.fault(key, FaultCode.SECRET_WEAK);
    return secret;
  }

  /** What protects the client is TLS: the secret is the one of RFC 6614 unless it has another. */
  private @Nullable Secret tlsSecret(Section section) {
    if (section.has("secret-file")) return secret(section, Cidr.of("127.0.0.1/32"));
    String text = section.text("secret");
    return new Secret(text == null || text.isEmpty() ? RadSecReader.SECRET : text);
  }

  /** The first line of a file that is for its owner. */
  @Nullable String secretFile(Section section, String key) {
    Path file = file(section, key, true);
    if (file == null) return null;
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.getPosixFilePermissions(file).stream()
          .anyMatch(p -> p.name().startsWith("OTHERS_"))) {
        section.fault(key, FaultCode.SECRET_FILE_OPEN, file.toString());
      }
      String text = new String(in.readNBytes(2 * Secret.BYTES_MAX), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElse("");
    } catch (IOException e) {
      section.fault(key, FaultCode.FILE_MISSING, file.toString());
      return null;
    }
  }

  static void requireFeature(Section section, String key, Feature feature) {
    if (!feature.available()) section.fault(key, FaultCode.NOT_AVAILABLE);
  }

  /** Names and ranges of one list, each once. */
  private static final class Uniqueness {
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Cidr, Integer> ranges = new HashMap<>();

    void check(Section section, @Nullable String name, @Nullable Cidr range) {
      Integer sameName = name == null ? null : names.putIfAbsent(name, section.line());
      if (name != null && sameName != null) {
        section.fault("name", FaultCode.DUPLICATE_NAME, name, "" + sameName);
      }
      Integer sameRange = range == null ? null : ranges.putIfAbsent(range, section.line());
      if (range != null && sameRange != null) {
        section.fault("address", FaultCode.DUPLICATE_RANGE, range.toString(), "" + sameRange);
      }
    }
  }
}
