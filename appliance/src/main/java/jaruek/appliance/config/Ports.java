package jaruek.appliance.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No two listeners of one transport on one port. */
final class Ports {
  private record Listener(String key, Endpoint endpoint) {}

  private Ports() {}

  static void check(Configuration configuration, Section root) {
    Configuration.Radius radius = configuration.radius();
    Configuration.Collector collector = configuration.collector();
    List<Listener> udp = new ArrayList<>();
    add(udp, "radius.authentication", radius.authentication());
    add(udp, "radius.accounting", radius.accounting());
    add(udp, "collector.syslog-udp", collector.syslogUdp());
    add(udp, "collector.netflow", collector.netflow());
    add(udp, "collector.ipfix", collector.ipfix());
    add(udp, "collector.sflow", collector.sflow());
    report(udp, root);
    List<Listener> tcp = new ArrayList<>();
    add(tcp, "metrics.listen", configuration.metrics().listen());
    add(tcp, "witness.listen", configuration.witness().listen());
    if (radius.radsec() != null) add(tcp, "radius.radsec.listen", radius.radsec().listen());
    add(tcp, "collector.syslog-tcp", collector.syslogTcp());
    add(tcp, "collector.ipfix-tcp", collector.ipfixTcp());
    if (collector.syslogTls() != null) {
      add(tcp, "collector.syslog-tls.listen", collector.syslogTls().listen());
    }
    if (collector.ipfixTls() != null) {
      add(tcp, "collector.ipfix-tls.listen", collector.ipfixTls().listen());
    }
    add(tcp, "collector.relp", collector.relp());
    if (collector.relpTls() != null) {
      add(tcp, "collector.relp-tls.listen", collector.relpTls().listen());
    }
    report(tcp, root);
  }

  private static void add(List<Listener> listeners, String key, @Nullable Endpoint endpoint) {
    if (endpoint != null) listeners.add(new Listener(key, endpoint));
  }

  private static void report(List<Listener> listeners, Section root) {
    for (int i = 0; i < listeners.size(); i++) {
      Listener one = listeners.get(i);
      for (Listener other : listeners.subList(0, i)) {
        if (one.endpoint().clashes(other.endpoint())) {
          root.fault(
              one.key(),
              root.deepLine(one.key()),
              FaultCode.PORT_TAKEN,
              one.endpoint().toString(),
              other.key());
        }
      }
    }
  }
}
