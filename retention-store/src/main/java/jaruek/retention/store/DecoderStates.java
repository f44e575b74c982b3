package jaruek.retention.store;

import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.record.FrameKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * All decoders' states in one piece: "JDS1", then for each decoder its frame kind's code (1),
 * length (4) and bytes.
 */
final class DecoderStates {
  private static final byte[] MAGIC = "JDS1".getBytes(StandardCharsets.US_ASCII);

  private DecoderStates() {}

  static byte[] write(Collection<FrameDecoder> decoders) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MAGIC);
    for (FrameDecoder decoder : decoders) {
      byte[] state = decoder.state();
      if (state.length == 0) continue;
      all.writeBytes(
          ByteBuffer.allocate(5).put((byte) decoder.kind().code()).putInt(state.length).array());
      all.writeBytes(state);
    }
    return all.toByteArray();
  }

  /**
   * Brings every decoder into the state it had when the bytes were written.
   *
   * @throws StoreException if the bytes are no such states
   */
  static void restore(byte[] states, Collection<FrameDecoder> decoders) {
    Map<FrameKind, byte[]> byKind = read(states);
    for (FrameDecoder decoder : decoders) {
      byte[] state = byKind.getOrDefault(decoder.kind(), new byte[0]);
      try {
        decoder.restore(state);
      } catch (IllegalArgumentException e) {
        throw new StoreException(
            "the saved state of the " + decoder.kind() + " decoder cannot be read", e);
      }
    }
  }

  private static Map<FrameKind, byte[]> read(byte[] states) {
    if (states.length < 4 || !Arrays.equals(states, 0, 4, MAGIC, 0, 4)) {
      throw new StoreException("decoder state of an unknown format");
    }
    Map<FrameKind, byte[]> byKind = new HashMap<>();
    ByteBuffer from = ByteBuffer.wrap(states, 4, states.length - 4);
    while (from.remaining() >= 5) {
      FrameKind kind = FrameKind.ofCode(from.get());
      int length = from.getInt();
      if (length < 0 || length > from.remaining())
        throw new StoreException("decoder state is cut short");
      byte[] state = new byte[length];
      from.get(state);
      byKind.put(kind, state);
    }
    if (from.hasRemaining()) throw new StoreException("decoder state is cut short");
    return byKind;
  }
}
