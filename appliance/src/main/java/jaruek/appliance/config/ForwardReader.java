package jaruek.appliance.config;

import jaruek.collector.forward.ForwardConfig;
import jaruek.collector.forward.ForwardConfig.Framing;
import jaruek.collector.forward.ForwardConfig.Via;
import jaruek.collector.forward.ForwardTls;
import jaruek.retention.record.FrameKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code collector.forward}: who else gets what is received. */
final class ForwardReader {
  private static final int TARGETS_MAX = 16;

  private final ConfigurationReader reader;
  private final Section collector;

  ForwardReader(ConfigurationReader reader, Section collector) {
    this.reader = reader;
    this.collector = collector;
  }

  List<ForwardConfig> read() {
    List<ForwardConfig> targets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : collector.sections("forward")) {
      ForwardConfig target = target(section);
      if (target == null) continue;
      if (!names.add(target.name())) {
        section.fault(
            "name", FaultCode.DUPLICATE_NAME, target.name(), "" + collector.line("forward"));
      }
      targets.add(target);
    }
    if (targets.size() > TARGETS_MAX) {
      collector.fault(
          "forward", FaultCode.OUT_OF_RANGE, "" + targets.size(), "0", "" + TARGETS_MAX);
    }
    return List.copyOf(targets);
  }

  private record Target(String host, int port) {}

  private @Nullable ForwardConfig target(Section section) {
    String name = ConfigurationReader.name(section);
    if (!section.has("to")) section.fault("", FaultCode.MISSING, "to");
    Target to = section.read("to", FaultCode.NOT_A_TARGET, ForwardReader::parse);
    boolean flows = section.word("records", List.of("syslog", "flows")).equals("flows");
    Via via = via(section, flows);
    boolean lines = section.word("framing", List.of("octets", "lines")).equals("lines");
    List<String> sources = section.texts("sources");
    Duration delay = ConfigurationReader.duration(section, "delay-max", "7d", "1m", "90d");
    int perSecond =
        section.number("messages-per-second", ForwardConfig.MESSAGES_PER_SECOND, 0, 100_000_000);
    ForwardTls tls = via == Via.TLS ? tls(section) : null;
    section.end();
    if (name == null || to == null || via == Via.TLS && tls == null) return null;
    if (flows && via != Via.UDP) return null;
    return new ForwardConfig(
        name,
        to.host(),
        to.port(),
        via,
        lines ? Framing.LINES : Framing.OCTETS,
        flows ? FrameKind.FLOW : FrameKind.SYSLOG,
        sources == null ? Set.of() : Set.copyOf(sources),
        delay,
        perSecond,
        tls);
  }

  private static Via via(Section section, boolean flows) {
    Via via =
        switch (section.word("transport", List.of("udp", "tcp", "tls"))) {
          case "tcp" -> Via.TCP;
          case "tls" -> Via.TLS;
          default -> Via.UDP;
        };
    if (flows && via != Via.UDP) section.fault("transport", FaultCode.FLOWS_BY_UDP_ONLY);
    return via;
  }

  private @Nullable ForwardTls tls(Section section) {
    Path ca = reader.file(section, "ca", true);
    boolean shows = section.has("certificate") || section.has("key");
    Path certificate = shows ? reader.file(section, "certificate", true) : null;
    Path key = shows ? reader.file(section, "key", true) : null;
    String serverName = section.text("server-name");
    if (ca == null || shows && (certificate == null || key == null)) return null;
    ForwardTls tls = new ForwardTls(ca, certificate, key, serverName);
    try {
      tls.check();
    } catch (IOException e) {
      section.fault("ca", FaultCode.TLS_FILES_UNUSABLE, String.valueOf(e.getMessage()));
    }
    return tls;
  }

  /** HOST:PORT, where the host is a name, an IPv4 address or an IPv6 address in brackets. */
  private static @Nullable Target parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
      return null;
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      return host.matches("[0-9A-Fa-f:.]{2,45}") ? new Target(host, Integer.parseInt(port)) : null;
    }
    return host.matches("[A-Za-z0-9._-]{1,253}") ? new Target(host, Integer.parseInt(port)) : null;
  }
}
