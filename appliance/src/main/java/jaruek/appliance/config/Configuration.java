package jaruek.appliance.config;

import jaruek.collector.forward.ForwardConfig;
import jaruek.collector.receive.CollectorConfig;
import jaruek.collector.receive.RateLimit;
import jaruek.collector.receive.TlsConfig;
import jaruek.radius.directory.DirectoryConfig;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.policy.NasTerms;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.radsec.RadSecConfig;
import jaruek.radius.radsec.RadSecConfig.Limits;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.session.SessionRules;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.record.Cidr;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decided, checked. A listener that is null is off.
 *
 * @param dataDirectory where everything is kept; absolute
 * @param zone times are shown in it
 * @param sha256 of the file it was read from, lower-case hex
 */
public record Configuration(
    Path dataDirectory,
    ZoneId zone,
    Admin admin,
    Metrics metrics,
    Radius radius,
    Collector collector,
    Access access,
    Retention retention,
    Journal journal,
    Store store,
    Log log,
    Witness witness,
    String sha256) {

  /** What {@link #load} gives. */
  public sealed interface Result {}

  /** The configuration, without a fault. */
  public record Loaded(Configuration configuration) implements Result {}

  /** Everything wrong with it, in the order of lines; at least one. */
  public record Faults(List<Fault> faults) implements Result {}

  /**
   * Reads a configuration file. Relative paths in it start at its folder. Whatever the file holds,
   * this returns, in bounded time and memory.
   */
  public static Result load(Path file) {
    return ConfigurationReader.read(file);
  }

  /**
   * The admin socket and who may do what there.
   *
   * @param socket absolute, at most {@value SOCKET_BYTES_MAX} bytes
   */
  public record Admin(Path socket, Roles roles) {
    /** What the kernel takes as a Unix socket's path. */
    public static final int SOCKET_BYTES_MAX = 107;
  }

  /** Names of Unix users, "@group" for a group's members, "*" for everyone. */
  public record Roles(List<String> admin, List<String> auditor, List<String> viewer) {}

  /** Where Prometheus asks. */
  public record Metrics(@Nullable Endpoint listen) {}

  /** The RADIUS server. */
  public record Radius(
      @Nullable Endpoint authentication,
      @Nullable Endpoint accounting,
      @Nullable RadSec radsec,
      @Nullable EapConfig eap,
      @Nullable DirectoryConfig directory,
      @Nullable ProxyConfig proxy,
      List<Client> clients,
      SessionTimes sessions,
      Replies replies) {
    /** With the shipped times of sessions, and replies as shipped. */
    public Radius(
        @Nullable Endpoint authentication,
        @Nullable Endpoint accounting,
        @Nullable RadSec radsec,
        @Nullable EapConfig eap,
        List<Client> clients) {
      this(
          authentication,
          accounting,
          radsec,
          eap,
          null,
          null,
          clients,
          SessionTimes.DEFAULT,
          new Replies(null, Map.of()));
    }
  }

  /**
   * How long a session that says nothing counts as open for logins and limits.
   *
   * @param interimLimit for one that has sent interim updates
   * @param silenceLimit for one that never has
   */
  public record SessionTimes(Duration interimLimit, Duration silenceLimit) {
    static final SessionTimes DEFAULT =
        new SessionTimes(SessionRules.INTERIM_LIMIT, SessionRules.SILENCE_LIMIT);
  }

  /**
   * What replies may hold.
   *
   * @param dictionaries a folder of the user's own; null for none
   * @param nases vendor and terms of clients by name, those that have any
   */
  public record Replies(@Nullable Path dictionaries, Map<String, NasTerms.Nas> nases) {}

  /**
   * A NAS.
   *
   * @param name unique among the clients
   * @param address the addresses it sends from; no other client has the same range
   * @param policy what is asked of it
   * @param radsec by which certificate it comes; null if it sends datagrams
   */
  public record Client(
      String name, Cidr address, Secret secret, ClientPolicy policy, @Nullable PeerPin radsec) {
    /** One that sends datagrams. */
    public Client(String name, Cidr address, Secret secret, ClientPolicy policy) {
      this(name, address, secret, policy, null);
    }
  }

  /** RADIUS over TLS. */
  public record RadSec(Endpoint listen, TlsFiles files, List<Path> crls, Limits limits) {
    /** As the listener takes it; the files have a client CA. */
    public RadSecConfig config() {
      return new RadSecConfig(
          listen.socketAddress(),
          files.certificate(),
          files.key(),
          Objects.requireNonNull(files.clientCa()),
          crls,
          limits);
    }
  }

  /** The receivers of logs and flows. */
  public record Collector(
      @Nullable Endpoint syslogUdp,
      @Nullable Endpoint syslogTcp,
      @Nullable TlsListener syslogTls,
      @Nullable Endpoint relp,
      @Nullable TlsListener relpTls,
      @Nullable Endpoint netflow,
      @Nullable Endpoint ipfix,
      @Nullable Endpoint ipfixTcp,
      @Nullable TlsListener ipfixTls,
      @Nullable Endpoint sflow,
      List<Source> sources,
      CollectorLimits limits,
      List<ForwardConfig> forwards) {
    /** Without RELP, flows over streams and sFlow, with the limits as shipped. */
    public Collector(
        @Nullable Endpoint syslogUdp,
        @Nullable Endpoint syslogTcp,
        @Nullable TlsListener syslogTls,
        @Nullable Endpoint netflow,
        @Nullable Endpoint ipfix,
        List<Source> sources) {
      this(
          syslogUdp,
          syslogTcp,
          syslogTls,
          null,
          null,
          netflow,
          ipfix,
          null,
          null,
          null,
          sources,
          CollectorLimits.STANDARD,
          List.of());
    }
  }

  /**
   * What the receivers may take.
   *
   * @param udpSockets how many share each UDP port
   * @param connections open at once
   * @param connectionsOfAddress those of one address
   * @param idleTime after which a silent connection is closed
   */
  public record CollectorLimits(
      int udpSockets, int connections, int connectionsOfAddress, Duration idleTime) {
    static final CollectorLimits STANDARD =
        new CollectorLimits(
            1,
            CollectorConfig.CONNECTIONS_MAX,
            CollectorConfig.CONNECTIONS_PER_ADDRESS_MAX,
            CollectorConfig.IDLE_TIMEOUT);
  }

  /**
   * A device whose logs and flows are taken.
   *
   * @param vendor whose log format it speaks, null to tell by the message
   */
  public record Source(String name, Cidr address, @Nullable String vendor, LogTerms terms) {
    /** On the terms as shipped. */
    public Source(String name, Cidr address, @Nullable String vendor) {
      this(name, address, vendor, LogTerms.STANDARD);
    }
  }

  /**
   * What is asked of a source.
   *
   * @param limit how much it may send
   * @param zone of its times that name none; null for the appliance's
   * @param tls which certificate its TLS connections show; null for any that is trusted
   */
  public record LogTerms(RateLimit limit, @Nullable ZoneId zone, @Nullable PeerPin tls) {
    /** As shipped. */
    public static final LogTerms STANDARD = new LogTerms(RateLimit.STANDARD, null, null);
  }

  /**
   * Rules for reading what is kept.
   *
   * @param secondPerson whether another auditor must check an export before it is released
   */
  public record Access(boolean secondPerson) {}

  /**
   * How long records are kept.
   *
   * @param days 90 or more
   * @param identityDaysAfterClose 90 or more
   */
  public record Retention(int days, int identityDaysAfterClose) {}

  /**
   * The journal.
   *
   * @param syncInterval how long an appended frame may wait for the disk; 0 for none
   * @param keep how long sealed frames stay
   * @param sizeBytesMax how much disk sealed frames may take
   * @param bootstrapServers of Kafka, HOST:PORT
   */
  public record Journal(
      JournalKind kind,
      Duration syncInterval,
      Duration keep,
      long sizeBytesMax,
      List<String> bootstrapServers) {}

  /** Which journal. */
  public enum JournalKind {
    /** Chronicle Queue, one machine. */
    CHRONICLE,
    /** Kafka, many machines. */
    KAFKA
  }

  /**
   * The store.
   *
   * @param url of ClickHouse
   * @param querySecondsMax after so long a question is stopped
   * @param reserveBytes held back on the disk for the journal, 0 for none
   */
  public record Store(
      StoreEngine engine, @Nullable URI url, int querySecondsMax, long reserveBytes) {}

  /** Which query engine. */
  public enum StoreEngine {
    /** DuckDB, in the process. */
    DUCKDB,
    /** ClickHouse, beside Kafka. */
    CLICKHOUSE
  }

  /** A certificate and its key in PEM; and whose client certificates are trusted. */
  public record TlsFiles(Path certificate, Path key, @Nullable Path clientCa) {}

  /** A TLS port. */
  public record TlsListener(Endpoint listen, TlsConfig tls) {}

  /**
   * The log of the store.
   *
   * @param passphraseFile holds the passphrase that the signing key is kept under; null for none
   */
  public record Log(@Nullable Path passphraseFile) {}

  /**
   * Who attests from outside that the log was as it is.
   *
   * @param listen where peers may ask us for cosignatures
   * @param peers whose log we cosign, and who cosign ours
   * @param cosignEvery how often the peers with a URL are asked
   * @param timestamp the time-stamp authority
   */
  public record Witness(
      @Nullable Endpoint listen,
      List<WitnessPeer> peers,
      Duration cosignEvery,
      @Nullable Timestamp timestamp) {}

  /**
   * Another installation.
   *
   * @param name ours for it
   * @param origin its log's, which it cosigns under too
   * @param key that it signs with now
   * @param url where it takes checkpoints; null if they are carried by hand
   */
  public record WitnessPeer(String name, String origin, VerifyingKey key, @Nullable URI url) {}

  /**
   * A time-stamp authority (RFC 3161).
   *
   * @param url where it is asked
   * @param ca the certificates (PEM) that its own must come from
   */
  public record Timestamp(URI url, Path ca, Duration every) {}
}
