package jaruek.radius.coa;

import java.time.Duration;

/**
 * How patient the client is.
 *
 * @param timeout before a request is sent again; it doubles each time (RFC 5080 section 2.2.1)
 * @param attemptsMax how often it is sent, 1 or more
 * @param perNasMax requests in flight to one NAS: some take one at a time
 * @param inFlightMax requests in flight to all
 * @param waitingMax requests that wait for their turn
 */
public record CoaConfig(
    Duration timeout, int attemptsMax, int perNasMax, int inFlightMax, int waitingMax) {
  /** Sent after 0, 2, 6 and 14 seconds, given up after 30. */
  public static final CoaConfig DEFAULT = new CoaConfig(Duration.ofSeconds(2), 4, 8, 256, 20_000);

  /** The same with this patience. */
  public CoaConfig patient(Duration first, int attempts) {
    return new CoaConfig(first, attempts, perNasMax, inFlightMax, waitingMax);
  }
}
