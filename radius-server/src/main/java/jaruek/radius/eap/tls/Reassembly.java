package jaruek.radius.eap.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * TLS messages put together from the fragments in EAP responses, RFC 5216 section 3.1. Used by one
 * thread at a time.
 */
public final class Reassembly {
  /** The longest message: a client's chain has some 10 KiB. */
  public static final int MESSAGE_BYTES_MAX = 65_536;

  private static final int FLAG_LENGTH = 0x80;
  private static final int FLAG_MORE = 0x40;
  private static final int FLAG_START = 0x20;
  private static final int VERSION_MASK = 0x07;
  private static final int LENGTH_BYTES = 4;

  private @Nullable ByteArrayOutputStream parts;
  private long announced;

  /** What a fragment makes. */
  public sealed interface Result {
    /** A whole message. */
    record Complete(byte[] message) implements Result {}

    /** More is to come: acknowledge. */
    record More() implements Result {}

    /** Nothing but an acknowledgement of our last. */
    record Acknowledged() implements Result {}

    /** What must not be; a word of ours. */
    record Wrong(String reason) implements Result {}
  }

  /** Takes the data of a response; whatever the bytes, it returns. */
  public Result add(byte[] data, boolean versioned) {
    if (data.length == 0) return wrong("tls-flags-missing");
    int flags = data[0] & 0xff;
    if ((flags & FLAG_START) != 0) return wrong("tls-start-from-peer");
    if (versioned && (flags & VERSION_MASK) != 0) return wrong("tls-method-version");
    boolean more = (flags & FLAG_MORE) != 0;
    boolean measured = (flags & FLAG_LENGTH) != 0;
    int body = measured ? 1 + LENGTH_BYTES : 1;
    if (data.length < body) return wrong("tls-length-truncated");
    long length = measured ? ByteBuffer.wrap(data, 1, LENGTH_BYTES).getInt() & 0xffff_ffffL : -1;
    if (length > MESSAGE_BYTES_MAX) return wrong("tls-message-too-long");
    int bytes = data.length - body;
    if (bytes == 0 && more) return wrong("tls-fragment-empty");
    if (parts == null) return first(data, body, length, more);
    if (measured && length != announced) return wrong("tls-length-changed");
    return next(parts, data, body, more);
  }

  private Result first(byte[] data, int body, long length, boolean more) {
    int bytes = data.length - body;
    if (!more) {
      if (length >= 0 && length != bytes) return wrong("tls-length-mismatch");
      if (bytes == 0) return new Result.Acknowledged();
      byte[] message = new byte[bytes];
      System.arraycopy(data, body, message, 0, bytes);
      return new Result.Complete(message);
    }
    if (length < 0) return wrong("tls-length-missing");
    announced = length;
    return next(new ByteArrayOutputStream(), data, body, true);
  }

  private Result next(ByteArrayOutputStream so, byte[] data, int body, boolean more) {
    int bytes = data.length - body;
    long total = so.size() + (long) bytes;
    if (total > announced) return wrong("tls-fragments-exceed-length");
    if (more ? total == announced : total < announced) return wrong("tls-length-mismatch");
    so.write(data, body, bytes);
    parts = more ? so : null;
    return more ? new Result.More() : new Result.Complete(so.toByteArray());
  }

  private Result wrong(String reason) {
    parts = null;
    return new Result.Wrong(reason);
  }
}
