package jaruek.appliance;

import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.util.List;

/** Records for the RADIUS server and counts what came from each of its clients. */
final class RadiusRecorder implements Recorder {
  static final String RECORDED = "radius.recorded";
  static final String RECORDED_BYTES = "radius.recorded-bytes";

  private final Recorder recorder;
  private final Telemetry telemetry;

  RadiusRecorder(Recorder recorder, Telemetry telemetry) {
    this.recorder = recorder;
    this.telemetry = telemetry;
  }

  @Override
  public JournalPosition record(List<Frame> frames) {
    JournalPosition first = recorder.record(frames);
    for (Frame frame :
        frames) { // of configured clients only, so there are no more series than they
      String client = frame.source().toString();
      telemetry.counter(RECORDED, "client", client).increment();
      telemetry.counter(RECORDED_BYTES, "client", client).add(frame.bytes().length);
    }
    return first;
  }
}
