package jaruek.radius.server;

import jaruek.radius.packet.PacketCode;
import jaruek.retention.record.Frame;
import jaruek.retention.store.Recorder;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Replies that wait until their events are journalled: all that one read of the socket brought go
 * to the recorder together, then the replies leave. If the journal refuses, none leaves, and the
 * clients ask again. Used by the port's thread.
 */
final class Outbox {
  private final Wire wire;
  private final Recorder recorder;
  private final Duplicates duplicates;
  private final PortMeter meter;
  private final Predicate<BooleanSupplier> order;
  private List<Outgoing> waiting = new ArrayList<>();
  private List<Frame> notes = new ArrayList<>();

  private record Outgoing(
      InetSocketAddress recipient,
      byte[] reply,
      @Nullable Frame frame,
      Duplicates.@Nullable Entry entry,
      @Nullable Runnable whenKept) {}

  /** For requests whose order does not matter. */
  Outbox(Wire wire, Recorder recorder, Duplicates duplicates, PortMeter meter) {
    this(wire, recorder, duplicates, meter, BooleanSupplier::getAsBoolean);
  }

  /**
   * Empty.
   *
   * @param order does journalling with what is done behind it, one after the other over all ports
   */
  Outbox(
      Wire wire,
      Recorder recorder,
      Duplicates duplicates,
      PortMeter meter,
      Predicate<BooleanSupplier> order) {
    this.wire = wire;
    this.order = order;
    this.recorder = recorder;
    this.duplicates = duplicates;
    this.meter = meter;
  }

  /** A reply that may leave only when its event is kept. */
  void add(Exchange exchange, byte[] reply, Frame frame, Duplicates.Entry entry) {
    waiting.add(new Outgoing(exchange.sender(), reply, frame, entry, null));
  }

  /** The same, and this is done as soon as the event is kept. */
  void add(
      Exchange exchange, byte[] reply, Frame frame, Duplicates.Entry entry, Runnable whenKept) {
    waiting.add(new Outgoing(exchange.sender(), reply, frame, entry, whenKept));
  }

  /** A reply to a request about which nothing is to be kept, to be sent again if it is. */
  void add(Exchange exchange, byte[] reply, Duplicates.Entry entry) {
    waiting.add(new Outgoing(exchange.sender(), reply, null, entry, null));
  }

  /** A reply about which nothing is to be kept. */
  void add(Exchange exchange, byte[] reply) {
    waiting.add(new Outgoing(exchange.sender(), reply, null, null, null));
  }

  /** Something to be kept to which nothing is answered. */
  void note(Frame frame) {
    notes.add(frame);
  }

  /** Journals, then sends. */
  void flush() {
    if (waiting.isEmpty() && notes.isEmpty()) return;
    List<Outgoing> batch = waiting;
    waiting = new ArrayList<>(batch.size());
    List<Frame> frames = notes;
    notes = new ArrayList<>();
    for (Outgoing out : batch) if (out.frame != null) frames.add(out.frame);
    boolean kept = frames.isEmpty() || order.test(() -> keep(batch, frames));
    for (Outgoing out : batch) {
      if (out.frame == null || kept) send(out);
      else forget(out);
    }
    wire.flush();
  }

  private boolean keep(List<Outgoing> batch, List<Frame> frames) {
    if (!record(frames)) return false;
    for (Outgoing out : batch) if (out.whenKept != null) out.whenKept.run();
    return true;
  }

  private boolean record(List<Frame> frames) {
    try {
      recorder.record(frames);
      return true;
    } catch (RuntimeException e) {
      for (int i = 0; i < frames.size(); i++) {
        meter.discard("not-journalled", "the journal", ": " + e.getMessage());
      }
      return false;
    }
  }

  private void forget(Outgoing out) {
    if (out.entry != null) duplicates.forget(out.entry);
  }

  private void send(Outgoing out) {
    boolean wanted = out.entry == null || duplicates.answered(out.entry, out.reply);
    if (!wanted) {
      meter.count("replies-overtaken");
      return;
    }
    meter.replied(PacketCode.word(out.reply[0] & 0xff));
    wire.write(out.reply, out.recipient);
  }
}
