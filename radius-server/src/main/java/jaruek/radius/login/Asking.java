package jaruek.radius.login;

import jaruek.radius.packet.Packet;
import org.jspecify.annotations.Nullable;

/**
 * Where from and how somebody asks: for events, rules and reasons.
 *
 * @param client the NAS
 * @param callingStation Calling-Station-Id as it came, mostly the device's MAC
 * @param calledStation Called-Station-Id as it came, mostly the access point's MAC and its SSID
 * @param outerIdentity the name outside the tunnel; User-Name where there is none
 * @param method {@code pap}, {@code chap}, {@code mschap}, {@code mschapv2}, {@code mac}, {@code
 *     eap} and what comes after it
 * @param receivedAtMillis our clock
 * @param packet the request that carries the proof
 */
public record Asking(
    RadiusClientRef client,
    @Nullable String callingStation,
    @Nullable String calledStation,
    @Nullable String outerIdentity,
    String method,
    long receivedAtMillis,
    Packet packet) {

  /** The same with another method. */
  public Asking by(String other) {
    return new Asking(
        client, callingStation, calledStation, outerIdentity, other, receivedAtMillis, packet);
  }
}
