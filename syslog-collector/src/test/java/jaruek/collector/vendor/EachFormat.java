package jaruek.collector.vendor;

import jaruek.retention.decode.RowSink;
import jaruek.retention.record.IpAddress;
import java.util.List;
import java.util.stream.Stream;

/** Every format by itself, for tests that must not forget one. */
public final class EachFormat {
  private static final List<VendorFormat> FORMATS =
      Stream.of(Firewalls.FORMATS, Services.FORMATS).flatMap(List::stream).toList();

  private EachFormat() {}

  /** "VENDOR/CLASS" of each; no two are equal. */
  public static List<String> names() {
    return FORMATS.stream().map(f -> f.vendor() + "/" + f.getClass().getSimpleName()).toList();
  }

  /** The vendors of the firewalls and gateways, each once, in the order of the list. */
  public static List<String> firewalls() {
    return Firewalls.FORMATS.stream().map(VendorFormat::vendor).distinct().toList();
  }

  /** The vendors of the services, each once. */
  public static List<String> services() {
    return Services.FORMATS.stream().map(VendorFormat::vendor).distinct().toList();
  }

  /** What this one alone makes of a line. */
  public static Recognition write(int format, LogLine line, RowSink rows, IpAddress source) {
    VendorRows vendorRows = new VendorRows(rows, source);
    vendorRows.begin("syslog/" + FORMATS.get(format).vendor());
    return FORMATS.get(format).write(line, vendorRows);
  }
}
