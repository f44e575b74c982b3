package jaruek.appliance.config;

import jaruek.appliance.config.Configuration.CollectorLimits;
import jaruek.appliance.config.Configuration.LogTerms;
import jaruek.appliance.config.Configuration.TlsFiles;
import jaruek.appliance.config.Configuration.TlsListener;
import jaruek.collector.receive.CollectorConfig;
import jaruek.collector.receive.RateLimit;
import jaruek.collector.receive.TlsConfig;
import jaruek.collector.receive.TlsFilesException;
import jaruek.radius.radsec.PeerPin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the TLS ports and the limits of {@code collector}, and the terms of its sources. */
final class CollectorReader {
  private static final int FILES_MAX = 100;
  private static final List<String> CLIENTS = List.of("required", "optional", "none");

  private final ConfigurationReader reader;
  private final Section collector;

  CollectorReader(ConfigurationReader reader, Section collector) {
    this.reader = reader;
    this.collector = collector;
  }

  /** A port that speaks TLS. */
  @Nullable TlsListener tls(String key) {
    Section section = collector.section(key);
    if (section == null) return null;
    if (!section.has("listen")) section.fault("", FaultCode.MISSING, "listen");
    Endpoint listen = ConfigurationReader.endpoint(section, "listen");
    TlsFiles ours = reader.files(section);
    List<Path> authorities = files(section, "client-ca");
    List<Path> crls = files(section, "crl");
    TlsConfig.Clients clients = clients(section);
    if (clients != TlsConfig.Clients.NONE && !section.has("client-ca")) {
      section.fault("", FaultCode.MISSING, "client-ca");
    }
    Duration handshake =
        ConfigurationReader.duration(section, "handshake-time", "10s", "100ms", "5m");
    section.end();
    boolean trusts = clients == TlsConfig.Clients.NONE || !authorities.isEmpty();
    if (listen == null || ours == null || !trusts) return null;
    TlsConfig tls =
        new TlsConfig(ours.certificate(), ours.key(), authorities, clients, crls, handshake);
    try {
      tls.check();
    } catch (TlsFilesException e) {
      section.fault("certificate", FaultCode.TLS_FILES_UNUSABLE, String.valueOf(e.getMessage()));
    }
    return new TlsListener(listen, tls);
  }

  /** Required where somebody is trusted, unless said. */
  private static TlsConfig.Clients clients(Section section) {
    if (!section.has("client-certificate")) {
      return section.has("client-ca") ? TlsConfig.Clients.REQUIRED : TlsConfig.Clients.NONE;
    }
    return switch (section.word("client-certificate", CLIENTS)) {
      case "optional" -> TlsConfig.Clients.OPTIONAL;
      case "none" -> TlsConfig.Clients.NONE;
      default -> TlsConfig.Clients.REQUIRED;
    };
  }

  /** One file, or a list of them. */
  private List<Path> files(Section section, String key) {
    List<String> texts = section.oneOrMore(key);
    List<Path> files = new ArrayList<>();
    if (texts.size() > FILES_MAX) {
      section.fault(key, FaultCode.OUT_OF_RANGE, "" + texts.size(), "0", "" + FILES_MAX);
    }
    for (String text : texts.subList(0, Math.min(texts.size(), FILES_MAX))) {
      Path file = reader.file(section, key, text);
      if (file != null) files.add(file);
    }
    return files;
  }

  CollectorLimits limits() {
    CollectorLimits usual = CollectorLimits.STANDARD;
    return new CollectorLimits(
        collector.number("udp-sockets", usual.udpSockets(), 1, CollectorConfig.SOCKETS_MAX),
        collector.number("connections-max", usual.connections(), 1, 100_000),
        collector.number("connections-per-address-max", usual.connectionsOfAddress(), 1, 100_000),
        ConfigurationReader.duration(collector, "idle-time", "1h", "10s", "7d"));
  }

  /** What is asked of one source. */
  static LogTerms terms(Section source) {
    RateLimit usual = RateLimit.STANDARD;
    int messages =
        source.number("messages-per-second", (int) usual.messagesPerSecond(), 0, 100_000_000);
    long bytes =
        source.read(
            "bytes-per-second", usual.bytesPerSecond(), FaultCode.NOT_A_SIZE, Units::sizeBytes);
    if (bytes > RateLimit.MAX) {
      source.fault("bytes-per-second", FaultCode.OUT_OF_RANGE, bytes + " B", "0", "1TiB");
      bytes = 0;
    }
    ZoneId zone = source.read("zone", FaultCode.NOT_A_ZONE, ConfigurationReader::zone);
    PeerPin pin = source.has("tls") ? RadSecReader.pin(source, "tls") : null;
    return new LogTerms(new RateLimit(messages, bytes), zone, pin);
  }
}
