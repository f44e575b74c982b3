package jaruek.appliance.config;

import jaruek.appliance.config.Configuration.RadSec;
import jaruek.appliance.config.Configuration.TlsFiles;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.radsec.RadSecConfig.Limits;
import jaruek.radius.radsec.RadSecException;
import jaruek.radius.radsec.RadSecServer;
import jaruek.retention.record.Cidr;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code radius.radsec} and a client's {@code radsec}. */
final class RadSecReader {
  /** The secret of RADIUS inside of TLS, RFC 6614 section 2.3. */
  static final String SECRET = "radsec";

  /** Where a client with a certificate may come from unless said. */
  static final Cidr ANYWHERE = Cidr.of("::/0");

  private final ConfigurationReader reader;
  private final Section section;

  RadSecReader(ConfigurationReader reader, Section section) {
    this.reader = reader;
    this.section = section;
  }

  @Nullable RadSec read() {
    if (!section.has("listen")) section.fault("", FaultCode.MISSING, "listen");
    Endpoint listen = ConfigurationReader.endpoint(section, "listen");
    TlsFiles files = reader.filesWithClientCa(section);
    if (!section.has("client-ca")) section.fault("", FaultCode.MISSING, "client-ca");
    List<Path> crls = reader.crls(section);
    Limits limits = limits();
    section.end();
    if (listen == null || files == null || files.clientCa() == null) return null;
    RadSec radsec = new RadSec(listen, files, crls, limits);
    try {
      RadSecServer.check(radsec.config());
    } catch (RadSecException e) {
      section.fault("certificate", FaultCode.TLS_FILES_UNUSABLE, String.valueOf(e.getMessage()));
    }
    return radsec;
  }

  private Limits limits() {
    Limits usual = Limits.STANDARD;
    return new Limits(
        section.number("connections-max", usual.connections(), 1, 100_000),
        section.number("connections-per-client-max", usual.connectionsOfClient(), 1, 100_000),
        usual.handshakes(),
        usual.handshakesOfAddress(),
        usual.handshakeTime(),
        usual.packetTime(),
        ConfigurationReader.duration(section, "idle-time", "10m", "10s", "1d"),
        usual.writeTime());
  }

  /** Of a client: its certificate's fingerprint, or a name in it. */
  static @Nullable PeerPin pin(Section client) {
    return pin(client, "radsec");
  }

  static @Nullable PeerPin pin(Section client, String key) {
    Section section = client.sectionOrEmpty(key);
    PeerPin fingerprint =
        section.read(
            "fingerprint",
            FaultCode.NOT_A_FINGERPRINT,
            text -> PeerPin.Fingerprint.parse(text).orElse(null));
    PeerPin name =
        section.read("name", FaultCode.NOT_A_NAME, text -> PeerPin.Name.parse(text).orElse(null));
    if (!section.has("fingerprint") && !section.has("name")) {
      section.fault("", FaultCode.MISSING, "fingerprint");
    }
    section.end();
    return fingerprint != null ? fingerprint : name;
  }
}
