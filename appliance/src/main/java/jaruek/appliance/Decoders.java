package jaruek.appliance;

import jaruek.collector.flow.FlowDecoder;
import jaruek.collector.imported.ImportDecoder;
import jaruek.collector.imported.ImportTallies;
import jaruek.collector.syslog.SyslogDecoder;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.decode.IdentityDecoder;
import jaruek.retention.decode.OperationDecoder;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Every decoder there is, fresh: what the daemon and a rebuild decode with. */
final class Decoders {
  private Decoders() {}

  /** The same where nobody imports. */
  static List<FrameDecoder> all(
      Function<IpAddress, ZoneId> zoneOf,
      Function<IpAddress, Optional<String>> vendorOf,
      Telemetry telemetry) {
    return all(zoneOf, vendorOf, telemetry, new ImportTallies());
  }

  /**
   * One for each kind of frame.
   *
   * @param zoneOf the zone of a source's times that name none
   * @param vendorOf the log format that the configuration says a source speaks
   * @param imports told what became of imported items
   */
  static List<FrameDecoder> all(
      Function<IpAddress, ZoneId> zoneOf,
      Function<IpAddress, Optional<String>> vendorOf,
      Telemetry telemetry,
      ImportTallies imports) {
    List<FrameDecoder> decoders = new ArrayList<>();
    decoders.add(new IdentityDecoder());
    decoders.add(new OperationDecoder());
    decoders.add(new FlowDecoder(telemetry));
    decoders.add(new SyslogDecoder(zoneOf, vendorOf, telemetry));
    decoders.add(new ImportDecoder(imports));
    return decoders;
  }
}
