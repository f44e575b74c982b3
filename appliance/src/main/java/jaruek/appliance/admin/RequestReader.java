package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the one line a client sends. */
final class RequestReader {
  private final ReadableByteChannel channel;
  private final int bytesMax;
  private final ByteBuffer chunk = ByteBuffer.allocate(16 * 1024);

  /** What came. */
  sealed interface Line {}

  /** A whole line, without its end. */
  record Whole(String text) implements Line {}

  /** Something else: why, and how many bytes came. */
  record Broken(String reason, long bytes) implements Line {}

  /** The client hung up without a byte. */
  record Nothing() implements Line {}

  RequestReader(ReadableByteChannel channel, int bytesMax) {
    this.channel = channel;
    this.bytesMax = Math.min(bytesMax, AdminCodec.LINE_BYTES_MAX);
  }

  Line read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      chunk.clear();
      if (channel.read(chunk) < 0) {
        return line.size() == 0 ? new Nothing() : new Broken("no line end", line.size());
      }
      int end = lineEnd();
      line.write(chunk.array(), 0, end < 0 ? chunk.position() : end);
      if (line.size() > bytesMax) {
        return new Broken("longer than " + bytesMax + " bytes", line.size());
      }
      if (end >= 0) return text(line.toByteArray());
    }
  }

  private int lineEnd() {
    for (int i = 0; i < chunk.position(); i++) {
      if (chunk.get(i) == '\n') return i;
    }
    return -1;
  }

  private static Line text(byte[] bytes) {
    try {
      return new Whole(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return new Broken("not UTF-8", bytes.length);
    }
  }

  /**
   * Takes in what the client still sends, so that it reads the answer instead of failing to write;
   * as much again as a line may have.
   */
  void drain() throws IOException {
    long drained = 0;
    while (drained < AdminCodec.LINE_BYTES_MAX) {
      chunk.clear();
      int read = channel.read(chunk);
      if (read < 0) return;
      drained += read;
    }
  }
}
