package jaruek.radius.server;

import jaruek.radius.login.RadiusClientRef;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.Cidr;

/** A NAS, or a range of them with one secret. */
public final class RadiusClient {
  private final String name;
  private final Cidr range;
  private final SharedSecret secret;
  private final boolean requireMessageAuthenticator;
  private final RadiusClientRef ref;

  /**
   * A client.
   *
   * @param name for logs and counters
   * @param range the addresses it sends from
   * @param secret at least one byte; copied
   * @param requireMessageAuthenticator false only for a NAS too old to send one (CVE-2024-3596)
   */
  public RadiusClient(String name, Cidr range, byte[] secret, boolean requireMessageAuthenticator) {
    this.name = name;
    this.range = range;
    this.secret = new SharedSecret(secret);
    this.requireMessageAuthenticator = requireMessageAuthenticator;
    this.ref = new RadiusClientRef(name, false);
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

  /** Whether its Access-Requests are discarded without Message-Authenticator. */
  public boolean requireMessageAuthenticator() {
    return requireMessageAuthenticator;
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "RadiusClient[" + name + ", " + range + "]";
  }
}
