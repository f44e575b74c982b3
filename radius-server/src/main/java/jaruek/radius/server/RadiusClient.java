package jaruek.radius.server;

import jaruek.radius.login.RadiusClientRef;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.radsec.PeerPin;
import jaruek.retention.record.Cidr;
import org.jspecify.annotations.Nullable;

/** A NAS, or a range of them with one secret. */
public final class RadiusClient {
  private final String name;
  private final Cidr range;
  private final SharedSecret secret;
  private final ClientPolicy policy;
  private final RadiusClientRef ref;
  private final @Nullable PeerPin pin;

  /**
   * A client.
   *
   * @param name for logs and counters
   * @param range the addresses it sends from
   * @param secret at least one byte; copied
   */
  public RadiusClient(String name, Cidr range, byte[] secret, ClientPolicy policy) {
    this(name, range, new SharedSecret(secret), policy, null);
  }

  /**
   * A client that comes by TLS only.
   *
   * @param range the addresses it may come from
   * @param secret of RADIUS inside of TLS: "radsec" by RFC 6614
   * @param pin which certificate is its own
   */
  public static RadiusClient byTls(
      String name, Cidr range, byte[] secret, ClientPolicy policy, PeerPin pin) {
    return new RadiusClient(name, range, new SharedSecret(secret), policy, pin);
  }

  private RadiusClient(
      String name, Cidr range, SharedSecret secret, ClientPolicy policy, @Nullable PeerPin pin) {
    this.name = name;
    this.range = range;
    this.secret = secret;
    this.policy = policy;
    this.ref = new RadiusClientRef(name, policy.macAuthentication());
    this.pin = pin;
  }

  /** The same on a connection of RADIUS/1.1, where there is no secret. */
  RadiusClient withoutSecret() {
    return new RadiusClient(name, range, SharedSecret.none(), policy, pin);
  }

  /** Which certificate is its own; null if it sends datagrams. */
  public @Nullable PeerPin pin() {
    return pin;
  }

  /** For logs and counters. */
  public String name() {
    return name;
  }

  /** The addresses it sends from. */
  public Cidr range() {
    return range;
  }

  /** As those see it who decide on logins. */
  public RadiusClientRef ref() {
    return ref;
  }

  /** What it shares with us. */
  public SharedSecret secret() {
    return secret;
  }

  /** What is asked of it. */
  public ClientPolicy policy() {
    return policy;
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "RadiusClient[" + name + ", " + range + "]";
  }
}
