package jaruek.retention.record;

import java.util.Objects;

/**
 * One datagram, message or typed event exactly as it is journalled.
 *
 * @param kind what the bytes are, which selects the decoder
 * @param receivedAtMillis our clock, milliseconds since the epoch, UTC
 * @param source the sender's address; {@link IpAddress#UNSPECIFIED} for frames made here
 * @param sourcePort the sender's port, 0-65535; 0 for frames made here
 * @param transport how it arrived
 * @param bytes the payload, at most {@link #BYTES_MAX}; owned by the frame, not to be changed after
 */
public record Frame(
    FrameKind kind,
    long receivedAtMillis,
    IpAddress source,
    int sourcePort,
    Transport transport,
    byte[] bytes) {

  /** The longest payload that can be journalled: a UDP datagram's or a syslog message's limit. */
  public static final int BYTES_MAX = 65_535;

  /** No frame: an empty cut made at the epoch. */
  public static final Frame NONE =
      new Frame(FrameKind.CUT, 0, IpAddress.UNSPECIFIED, 0, Transport.LOCAL, new byte[0]);

  /** Checks the ranges. */
  public Frame {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(source);
    Objects.requireNonNull(transport);
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException("frame of " + bytes.length + " bytes, limit " + BYTES_MAX);
    }
    if (sourcePort < 0 || sourcePort > 65_535) {
      throw new IllegalArgumentException("source port " + sourcePort);
    }
  }
}
