package jaruek.appliance.admin;

import jaruek.appliance.config.Secret;
import jaruek.retention.record.Cidr;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device as it is known now.
 *
 * @param name among the devices of one kind it is the only one of this name
 * @param address the addresses it sends from
 * @param kinds what it is to us; not empty
 * @param secret its RADIUS secret; there if it is a RADIUS client
 * @param requireMessageAuthenticator whether its Access-Requests must have one
 * @param vendor whose log format it speaks, null to tell by the message
 * @param configured whether it stands in the configuration file
 */
public record Device(
    String name,
    Cidr address,
    Set<DeviceKind> kinds,
    @Nullable Secret secret,
    boolean requireMessageAuthenticator,
    @Nullable String vendor,
    boolean configured) {
  /** Copies the kinds. */
  public Device {
    kinds = Set.copyOf(kinds);
  }
}
