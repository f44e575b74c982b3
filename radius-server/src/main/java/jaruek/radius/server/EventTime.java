package jaruek.radius.server;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When an event happened. Event-Timestamp (RFC 2869 section 5.3) is believed where it can be true:
 * not ahead of our clock, not a day behind it, and not behind what Acct-Delay-Time says by more
 * than {@link #TOLERANCE_MILLIS}. Otherwise it is the time the event came less its delay.
 *
 * @param fault what is wrong with the NAS's clock or delay, a fixed word; null if nothing is
 */
record EventTime(long atMillis, @Nullable String fault) {
  /** So far may a NAS's clock be off. */
  static final long TOLERANCE_MILLIS = Duration.ofMinutes(5).toMillis();

  /** A NAS may hold back accounting for so long while we cannot be reached. */
  static final long DELAY_MILLIS_MAX = Duration.ofHours(24).toMillis();

  /** Event-Timestamps before 2000 come from a NAS that has not set its clock. */
  private static final long STAMP_SECONDS_MIN = 946_684_800;

  static EventTime of(Packet packet, long receivedAtMillis) {
    return of(
        packet.number(AttributeType.EVENT_TIMESTAMP),
        packet.number(AttributeType.ACCT_DELAY_TIME),
        receivedAtMillis);
  }

  static EventTime of(OptionalLong stamp, OptionalLong delay, long receivedAtMillis) {
    long delayMillis = delay.orElse(0) * 1000;
    boolean delayed = delayMillis <= DELAY_MILLIS_MAX;
    long sent = delayed ? receivedAtMillis - delayMillis : receivedAtMillis;
    if (stamp.isEmpty()) return new EventTime(sent, delayed ? null : "delay-too-long");
    if (stamp.getAsLong() < STAMP_SECONDS_MIN) return new EventTime(sent, "clock-unset");
    long said = stamp.getAsLong() * 1000;
    if (said > receivedAtMillis + TOLERANCE_MILLIS) return new EventTime(sent, "clock-ahead");
    boolean tooOld = said < receivedAtMillis - DELAY_MILLIS_MAX;
    boolean denied = delay.isPresent() && delayed && said < sent - TOLERANCE_MILLIS;
    if (tooOld || denied) return new EventTime(sent, "clock-behind");
    return new EventTime(said, null);
  }
}
