package jaruek.appliance;

import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IpAddress;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Records for the RADIUS server and counts what came from each of its clients. */
final class RadiusRecorder implements Recorder {
  static final String RECORDED = "radius.recorded";
  static final String RECORDED_BYTES = "radius.recorded-bytes";

  private final Recorder recorder;

  /** Clients whose counters are at hand. */
  private static final int KEPT_MAX = 10_000;

  private final Telemetry telemetry;
  private final ConcurrentMap<IpAddress, Counters> kept = new ConcurrentHashMap<>();

  private record Counters(LongAdder frames, LongAdder bytes) {}

  RadiusRecorder(Recorder recorder, Telemetry telemetry) {
    this.recorder = recorder;
    this.telemetry = telemetry;
  }

  @Override
  public JournalPosition record(List<Frame> frames) {
    JournalPosition first = recorder.record(frames);
    for (Frame frame : frames) {
      Counters counters = counters(frame.source());
      counters.frames.increment();
      counters.bytes.add(frame.bytes().length);
    }
    return first;
  }

  /** Of configured clients only, so there are no more of them than addresses in their ranges. */
  private Counters counters(IpAddress source) {
    Counters known = kept.get(source);
    if (known != null) return known;
    String client = source.toString();
    Counters made =
        new Counters(
            telemetry.counter(RECORDED, "client", client),
            telemetry.counter(RECORDED_BYTES, "client", client));
    if (kept.size() < KEPT_MAX) kept.put(source, made);
    return made;
  }
}
