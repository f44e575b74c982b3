package jaruek.radius.proxy;

import jaruek.radius.packet.SharedSecret;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A server that knows users of other realms.
 *
 * @param name for logs, counters and records
 * @param authentication where logins go
 * @param accounting where accounting goes
 * @param requireMessageAuthenticator false only for one too old to send it (CVE-2024-3596)
 * @param statusCheck whether it understands Status-Server, RFC 5997
 */
public record HomeServer(
    String name,
    InetSocketAddress authentication,
    InetSocketAddress accounting,
    SharedSecret secret,
    boolean requireMessageAuthenticator,
    boolean statusCheck,
    Times times) {

  /**
   * How patient we are with it.
   *
   * @param responseWindow no answer for so long: another one is asked, and this one is a zombie if
   *     nothing came from it since
   * @param zombiePeriod a zombie that says nothing for so long is dead
   * @param checkInterval between two Status-Servers to one that is not alive
   * @param answersToAlive so many of them answered in a row, and it lives again
   * @param reviveInterval where it is not checked: after so long it is taken to live again
   */
  public record Times(
      Duration responseWindow,
      Duration zombiePeriod,
      Duration checkInterval,
      int answersToAlive,
      Duration reviveInterval) {
    /** FreeRADIUS's, but for the window: its 20 seconds are more than a NAS waits. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(8),
            Duration.ofSeconds(40),
            Duration.ofSeconds(30),
            3,
            Duration.ofSeconds(120));
  }
}
