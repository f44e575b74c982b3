package jaruek.appliance.metrics;

import java.io.Serial;

/** Metrics cannot be published; the message says what, where, and what to do. */
public final class MetricsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do; and what caused it. */
  public MetricsException(String message, Throwable cause) {
    super(message, cause);
  }
}
