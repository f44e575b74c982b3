package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON file of entries, {@code {"format": NAME, "version": 1, "entries": […]}}, replaced as
 * a whole: after a crash either the old one is there or the new one. Only its owner may read it.
 */
final class StateFile {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final String format;

  StateFile(Path file, String format) {
    this.file = file;
    this.format = format;
  }

  /** The entries, none if there is no file yet. */
  List<ObjectNode> read() {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw damaged("it cannot be read as JSON", e);
    }
    String found = root.path("format").asText();
    if (!found.equals(format)) throw damaged("format '" + found + "', not '" + format + "'", null);
    int version = root.path("version").asInt();
    if (version > VERSION) {
      throw new AdminServerException(
          file + " is too new: version " + version + ", known to " + VERSION + "; update Jaruek");
    }
    List<ObjectNode> entries = new ArrayList<>();
    for (JsonNode entry : root.path("entries")) {
      if (!(entry instanceof ObjectNode object)) throw damaged("an entry is no object", null);
      entries.add(object);
    }
    return entries;
  }

  AdminServerException damaged(String why, @Nullable Throwable cause) {
    String message = file + " is damaged: " + why + "; restore it from a backup";
    return cause == null
        ? new AdminServerException(message)
        : new AdminServerException(message, cause);
  }

  /** Replaces the entries; on return they survive a power cut. */
  void write(List<ObjectNode> entries) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    entries.forEach(array::add);
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", format).put("version", VERSION).set("entries", array);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      replace(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    } catch (IOException e) {
      throw new AdminServerException(
          file + " cannot be written; check the disk and who owns its folder", e);
    }
  }

  private void replace(Path next, byte[] bytes) throws IOException {
    Files.deleteIfExists(next);
    Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) channel.write(buffer);
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
