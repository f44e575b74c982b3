package jaruek.radius.login;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.retention.record.MacAddress;
import java.util.Optional;

/**
 * The address of a device that asks as itself (MAB). Vendors write it in a dozen ways; what they
 * have in common: the user's name and Calling-Station-Id are the same address. A person who types a
 * device's address into a login page comes from another one, and stays a person.
 */
public final class DeviceAddress {
  private static final int CHARS_MAX = 17;
  private static final long SERVICE_TYPE_CALL_CHECK = 10;

  private DeviceAddress() {}

  /**
   * The address, if the name is that of the device the request comes from.
   *
   * @param userName User-Name, or the identity of EAP
   */
  public static Optional<MacAddress> of(String userName, Packet packet) {
    if (userName.length() > CHARS_MAX) return Optional.empty();
    Optional<MacAddress> name = parse(userName);
    if (name.isEmpty()) return Optional.empty();
    Optional<String> station = packet.text(AttributeType.CALLING_STATION_ID);
    boolean itself =
        station.isPresent()
            ? station.flatMap(DeviceAddress::parse).equals(name)
            : isCallCheck(packet);
    return itself ? name : Optional.empty();
  }

  /** Whether the NAS says that nobody logs in: Service-Type Call-Check, RFC 2865 section 5.6. */
  public static boolean isCallCheck(Packet packet) {
    return packet.number(AttributeType.SERVICE_TYPE).orElse(0) == SERVICE_TYPE_CALL_CHECK;
  }

  /** In any form; MikroTik writes spaces too, if told to. */
  public static Optional<MacAddress> parse(String text) {
    return MacAddress.parse(text.replace(' ', ':'));
  }
}
