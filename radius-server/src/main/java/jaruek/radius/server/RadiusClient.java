package jaruek.radius.server;

import jaruek.radius.login.RadiusClientRef;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.Cidr;

/** A NAS, or a range of them with one secret. */
public final class RadiusClient {
  private final String name;
  private final Cidr range;
  private final SharedSecret secret;
  private final ClientPolicy policy;
  private final RadiusClientRef ref;

  /**
   * A client.
   *
   * @param name for logs and counters
   * @param range the addresses it sends from
   * @param secret at least one byte; copied
   */
  public RadiusClient(String name, Cidr range, byte[] secret, ClientPolicy policy) {
    this.name = name;
    this.range = range;
    this.secret = new SharedSecret(secret);
    this.policy = policy;
    this.ref = new RadiusClientRef(name, policy.macAuthentication());
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
