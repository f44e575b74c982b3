package jaruek.appliance.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.collector.imported.ImportItem;
import jaruek.collector.imported.ImportKind;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes over the admin socket: parts of a file's items, and at last a part that begins with a
 * zero and says in JSON how the reading ended.
 *
 * <p>An item: kind (1), captured (1), time (8), address (16), port (2), length (4), bytes.
 */
final class Parts {
  /** A part holds so much, and one item more. */
  static final int BYTES = 256 * 1024;

  static final int HEADER_BYTES = 32;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Parts() {}

  /** A part. */
  sealed interface Part {}

  /** Some items. */
  record Items(List<FileItem> items) implements Part {}

  /** How it ended. */
  record Ended(ObjectNode how) implements Part {}

  static void put(FileItem item, java.io.ByteArrayOutputStream to) {
    to.writeBytes(
        ByteBuffer.allocate(HEADER_BYTES)
            .put((byte) item.kind().code())
            .put((byte) (item.captured() ? 1 : 0))
            .putLong(item.timeMillis())
            .putLong(item.source().high())
            .putLong(item.source().low())
            .putShort((short) item.sourcePort())
            .putInt(item.bytes().length)
            .array());
    to.writeBytes(item.bytes());
  }

  static byte[] ended(ObjectNode how) {
    return ("\0" + how).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Part read(byte[] part) {
    if (part.length > 0 && part[0] == 0) return end(part);
    List<FileItem> items = new ArrayList<>();
    ByteBuffer from = ByteBuffer.wrap(part);
    try {
      while (from.hasRemaining()) items.add(item(from));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a part of a file is cut short", e);
    }
    return new Items(items);
  }

  private static Ended end(byte[] part) {
    try {
      JsonNode how = JSON.readTree(part, 1, part.length - 1);
      if (how instanceof ObjectNode object) return new Ended(object);
    } catch (IOException e) {
      throw new IllegalArgumentException("the end of a file is no JSON", e);
    }
    throw new IllegalArgumentException("the end of a file is no JSON object");
  }

  private static FileItem item(ByteBuffer from) {
    int code = from.get();
    ImportKind kind =
        ImportKind.ofCode(code)
            .orElseThrow(() -> new IllegalArgumentException("an item of kind " + code));
    boolean captured = from.get() != 0;
    long time = from.getLong();
    IpAddress source = new IpAddress(from.getLong(), from.getLong());
    int port = from.getShort() & 0xffff;
    int length = from.getInt();
    if (length < 0 || length > ImportItem.BYTES_MAX || length > from.remaining()) {
      throw new IllegalArgumentException("an item of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return new FileItem(kind, time, captured, source, port, bytes);
  }
}
