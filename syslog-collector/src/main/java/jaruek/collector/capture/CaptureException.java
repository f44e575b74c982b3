package jaruek.collector.capture;

import java.io.IOException;
import java.io.Serial;

/** The file is no capture, or ends or lies at some place; what came before it is good. */
public final class CaptureException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String reason;
  private final long offset;

  CaptureException(String reason, long offset) {
    super(reason + " at byte " + offset);
    this.reason = reason;
    this.offset = offset;
  }

  /** What is wrong, a fixed word: truncated, bad-length, … */
  public String reason() {
    return reason;
  }

  /** Where, bytes from the beginning of the (uncompressed) file. */
  public long offset() {
    return offset;
  }
}
