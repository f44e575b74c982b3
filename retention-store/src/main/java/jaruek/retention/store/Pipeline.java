package jaruek.retention.store;

import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From journal frames to batches: decodes one frame after the other into the hot batch and closes
 * the batch at a cut frame or when it is full. Used by one thread; what it does depends on the
 * frames alone, so a replay does the same.
 *
 * <p>Design note: a full batch is closed where it is full, not by a cut frame at the journal's end.
 * After an outage of the decoder the end may be hours away, and the batch would have to hold all of
 * it. The limit is a constant of the format, so a replay closes at the same frame.
 */
final class Pipeline {

  /** A batch that ended, on its way to be sealed. */
  record Closed(
      HotBatch batch,
      JournalPosition from,
      ChainHead to,
      String reason,
      long closedAtMillis,
      byte[] decoderState,
      Map<String, Map<String, Long>> sourceCounts) {}

  private static final Dataset[] DATASETS = Dataset.values();
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final Map<FrameKind, FrameDecoder> decoders;
  private final Telemetry telemetry;
  private final Map<FrameKind, LongAdder> frames = new EnumMap<>(FrameKind.class);
  private final Consumer<Closed> closed;
  private final Consumer<HotBatch> opened;
  private final Sink sink = new Sink();
  private final SourceTelemetry lifetime;
  private final long[] rowsBefore = new long[DATASETS.length];

  private HotBatch batch = new HotBatch();
  private JournalPosition from;
  private ChainHead head;
  private SourceCounts counts = new SourceCounts();
  private long lastReceivedAtMillis;

  /**
   * @param decoders one for each kind of frame, in the state of the place to start at
   * @param start the place to start at
   * @param opened told of each new hot batch, the first in {@link #start()}
   * @param closed told of each closed one, before the next is opened; may block to hold the
   *     pipeline back
   */
  Pipeline(
      List<FrameDecoder> decoders,
      ChainHead start,
      Telemetry telemetry,
      Consumer<HotBatch> opened,
      Consumer<Closed> closed) {
    this.decoders = new EnumMap<>(FrameKind.class);
    decoders.forEach(d -> this.decoders.put(d.kind(), d));
    this.telemetry = telemetry;
    this.lifetime = new SourceTelemetry(telemetry);
    for (FrameKind kind : FrameKind.values()) {
      String word = kind.name().toLowerCase(Locale.ROOT);
      frames.put(kind, telemetry.counter("pipeline.frames", "kind", word));
    }
    this.opened = opened;
    this.closed = closed;
    this.from = start.position();
    this.head = start;
  }

  /** Opens the first batch. */
  void start() {
    opened.accept(batch);
  }

  /** Takes the frame the reader stands at. */
  void take(JournalReader reader) {
    Frame frame = reader.frame();
    head = reader.head();
    lastReceivedAtMillis = frame.receivedAtMillis();
    if (frame.kind() == FrameKind.CUT) {
      close(new String(frame.bytes(), StandardCharsets.US_ASCII));
      return;
    }
    decode(frame, reader.position().sequence());
    if (batch.isFull()) close("full");
  }

  /** The journal position up to which frames are decoded. */
  ChainHead head() {
    return head;
  }

  /**
   * Closes the batch here unless it is empty; then the frames before, which gave no row, stay with
   * the next rows.
   */
  void close(String reason) {
    if (batch.rows() == 0) return;
    HotBatch next = new HotBatch();
    closed.accept(
        new Closed(
            batch,
            from,
            head,
            reason,
            lastReceivedAtMillis,
            DecoderStates.write(decoders.values()),
            counts.toMap()));
    batch = next;
    from = head.position();
    counts = new SourceCounts();
    opened.accept(next);
  }

  private void decode(Frame frame, long position) {
    FrameDecoder decoder = decoders.get(frame.kind());
    counts.frame(frame.source(), frame.bytes().length);
    Objects.requireNonNull(frames.get(frame.kind())).increment();
    sink.begin(frame, position);
    if (decoder == null) {
      lifetime.add(frame);
      sink.reject(new Rejected("frame", "no-decoder", frame.kind() + " at " + position));
      return;
    }
    for (int i = 0; i < DATASETS.length; i++) rowsBefore[i] = batch.of(DATASETS[i]).rows();
    try {
      decoder.decode(frame, position, sink);
    } catch (
        RuntimeException
            e) { // a decoder's fault must not stop the frames behind; the raw frame is kept
      LOG.error("the {} decoder failed at journal position {}", frame.kind(), position, e);
      sink.reject(new Rejected("frame", "decoder-fault", frame.kind() + " at " + position));
    }
    lifetime.add(frame);
    long rows = 0;
    for (int i = 0; i < DATASETS.length; i++) {
      long more = batch.of(DATASETS[i]).rows() - rowsBefore[i];
      if (more == 0) continue;
      rows += more;
      lifetime.addRows(frame, DATASETS[i], more);
    }
    counts.rows(frame.source(), rows);
  }

  private final class Sink implements RowSink {
    private Frame frame = Frame.NONE;
    private long position;

    void begin(Frame frame, long position) {
      this.frame = frame;
      this.position = position;
    }

    @Override
    public RowWriter row(Dataset dataset) {
      return batch.row(dataset, frame.receivedAtMillis(), position);
    }

    @Override
    public void reject(Rejected rejected) {
      counts.rejected(frame.source(), rejected.reason());
      lifetime.reject(frame.source(), rejected.reason());
      telemetry
          .counter(
              "pipeline.rejected", "protocol", rejected.protocol(), "reason", rejected.reason())
          .increment();
    }
  }
}
