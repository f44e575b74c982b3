package jaruek.appliance.admin;

import jaruek.appliance.config.Configuration.LogTerms;
import jaruek.appliance.config.Secret;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.server.ClientPolicy;
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
 * @param policy what is asked of it as a RADIUS client
 * @param vendor whose log format it speaks, null to tell by the message
 * @param configured whether it stands in the configuration file
 * @param radsec the certificate it comes with by TLS; null if it sends datagrams
 * @param log what is asked of it as a source of logs
 */
public record Device(
    String name,
    Cidr address,
    Set<DeviceKind> kinds,
    @Nullable Secret secret,
    ClientPolicy policy,
    @Nullable String vendor,
    boolean configured,
    @Nullable PeerPin radsec,
    LogTerms log) {
  /** One whose logs are taken on the terms as shipped. */
  public Device(
      String name,
      Cidr address,
      Set<DeviceKind> kinds,
      @Nullable Secret secret,
      ClientPolicy policy,
      @Nullable String vendor,
      boolean configured,
      @Nullable PeerPin radsec) {
    this(name, address, kinds, secret, policy, vendor, configured, radsec, LogTerms.STANDARD);
  }

  /** One that does not come by TLS. */
  public Device(
      String name,
      Cidr address,
      Set<DeviceKind> kinds,
      @Nullable Secret secret,
      ClientPolicy policy,
      @Nullable String vendor,
      boolean configured) {
    this(name, address, kinds, secret, policy, vendor, configured, null);
  }

  /** Copies the kinds. */
  public Device {
    kinds = Set.copyOf(kinds);
  }

  /** The same under another policy. */
  Device under(ClientPolicy other) {
    return new Device(name, address, kinds, secret, other, vendor, configured, radsec, log);
  }

  /** The same with another secret, if one is given. */
  Device with(@Nullable Secret other) {
    if (other == null) return this;
    return new Device(name, address, kinds, other, policy, vendor, configured, radsec, log);
  }
}
