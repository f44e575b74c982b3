package jaruek.collector.vendor;

import java.util.List;

/**
 * One kind of line that one vendor's devices send. Stateless, and linear in the line's length.
 * Several formats may name the same vendor (MikroTik's firewall, hotspot and DHCP lines).
 */
public interface VendorFormat {
  /** The vendor as configuration, the vendor column and the origin ("syslog/VENDOR") name it. */
  String vendor();

  /**
   * ASCII texts of which at least one stands on every line of this format; the cheap look. The more
   * particular, the fewer foreign lines {@link #write} has to turn away.
   */
  List<String> marks();

  /**
   * Reads the line and writes what is certain: rows of traffic or identity, and names for the
   * message.
   *
   * @return how well it was understood; rows are completed only with {@link Recognition#KNOWN}
   */
  Recognition write(LogLine line, VendorRows rows);
}
