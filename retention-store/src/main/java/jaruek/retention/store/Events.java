package jaruek.retention.store;

import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Transport;
import org.jspecify.annotations.Nullable;

/** The operations that the store writes about itself, which coverage is read from. */
final class Events {
  private Events() {}

  static Frame start(long nowMillis, String version) {
    return operation(nowMillis, "start", "{\"version\":\"" + version + "\"}");
  }

  static Frame stop(long nowMillis) {
    return operation(nowMillis, "stop", null);
  }

  /** One each minute: the appliance was recording, and how far its clock was off. */
  static Frame clock(long nowMillis, String detail) {
    return operation(nowMillis, "clock", detail);
  }

  private static Frame operation(long nowMillis, String action, @Nullable String detail) {
    OperationEvent event = new OperationEvent("system", action, null, detail, "done", null);
    return new Frame(
        FrameKind.OPERATION,
        nowMillis,
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(event));
  }
}
