package jaruek.radius.server;

import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests that get no answer, in the record: so that a failed login can be explained by a device
 * that is unknown, has another secret or is too old. Anybody can send those, so each sender and
 * reason has a row a minute, and all together {@link #ROWS_MAX}. Nothing the sender wrote is kept.
 * Used by the port's thread.
 */
final class Drops {
  /** Rows a minute, whoever sends. */
  static final int ROWS_MAX = 60;

  private static final long MINUTE_MILLIS = 60_000;

  private final Outbox outbox;
  private final Transport transport;
  private final InstantSource clock;
  private final LongAdder untold;
  private final LinkedHashMap<Sender, Long> told = new LinkedHashMap<>();

  private record Sender(IpAddress source, String reason) {}

  Drops(Outbox outbox, Transport transport, InstantSource clock, LongAdder untold) {
    this.transport = transport;
    this.outbox = outbox;
    this.clock = clock;
    this.untold = untold;
  }

  /** One more; it is recorded with the next replies. */
  void note(IpAddress source, int port, String reason) {
    long now = clock.millis();
    Sender sender = new Sender(source, reason);
    // a clock set back must not silence a sender for longer
    told.values().removeIf(at -> now < at || now - at >= MINUTE_MILLIS);
    if (told.containsKey(sender) || told.size() >= ROWS_MAX) {
      untold.increment();
      return;
    }
    told.put(sender, now);
    byte[] event = EventCodec.encode(Events.dropped(source, now, reason));
    outbox.note(new Frame(FrameKind.IDENTITY, now, source, port, transport, event));
  }
}
