package jaruek.radius.server;

import jaruek.radius.packet.Packet;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who made a NAS, as the vendor attributes in its requests tell, and what its administrator can do
 * if it sends no Message-Authenticator (CVE-2024-3596, of July 2024).
 */
enum NasVendor {
  MIKROTIK(
      14988, "MikroTik: update RouterOS, and leave require-message-auth in '/radius' as it is"),
  CISCO(
      9, "Cisco: update the switch or controller, see advisory cisco-sa-radius-spoofing-july-2024"),
  CISCO_AIRESPACE(14179, "Cisco: update the controller, see cisco-sa-radius-spoofing-july-2024"),
  FORTINET(12356, "Fortinet: update FortiOS to 7.2.10, 7.4.5, 7.6.1 or later (FG-IR-24-255)"),
  ARUBA(14823, "Aruba: update ArubaOS or Instant"),
  HP(11, "HP, Aruba: update AOS-S or AOS-CX"),
  RUCKUS(25053, "Ruckus: update SmartZone, Unleashed or ICX"),
  UBIQUITI(41112, "UniFi: update access points, gateway and Network application"),
  HUAWEI(2011, "Huawei: update the switch or controller"),
  H3C(25506, "H3C: update Comware"),
  JUNIPER(2636, "Juniper: update Junos, and set message-authenticator at its RADIUS server"),
  OTHER(-1, "update its software");

  private final int number;
  private final String fix;

  NasVendor(int number, String fix) {
    this.number = number;
    this.fix = fix;
  }

  static NasVendor of(Packet packet) {
    return packet.vendors().stream()
        .map(NasVendor::of)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(OTHER);
  }

  private static Optional<NasVendor> of(int number) {
    return Arrays.stream(values()).filter(v -> v.number == number && v != OTHER).findFirst();
  }

  /** The end of a line in the log. */
  String advice() {
    return ": "
        + fix
        + " (releases of after July 2024). Until then 'jaruek device change NAME"
        + " --require-message-authenticator false' lets it log in, and anybody between it and here"
        + " forge the answer";
  }
}
