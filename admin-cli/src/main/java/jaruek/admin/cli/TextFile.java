package jaruek.admin.cli;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A text file as school offices make them: UTF-8 with or without a byte order mark, UTF-16 with one
 * (Excel's "Unicode text"), else Windows-874, of which TIS-620 is a part.
 */
final class TextFile {
  /** Leaves room for JSON's escapes in one request line. */
  static final int BYTES_MAX = AdminCodec.LINE_BYTES_MAX / 2;

  private static final Charset WINDOWS_874 = Charset.forName("x-windows-874");

  private TextFile() {}

  /** The text of the file, of standard input where the name is "-". */
  static String read(String name, InputStream stdin) {
    byte[] bytes = bytes(name, stdin);
    if (bytes.length > BYTES_MAX) {
      CommandException fault = CommandException.usage("file.too-large", "file", name);
      fault.arguments().put("max", BYTES_MAX);
      throw fault;
    }
    return decode(bytes).orElseThrow(() -> CommandException.usage("file.encoding", "file", name));
  }

  private static byte[] bytes(String name, InputStream stdin) {
    try {
      if (name.equals("-")) return stdin.readNBytes(BYTES_MAX + 1);
      try (InputStream in = Files.newInputStream(Path.of(name))) {
        return in.readNBytes(BYTES_MAX + 1);
      }
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new CommandException(
          AdminStatus.USAGE,
          "file.unreadable",
          AdminCodec.object().put("file", name).put("reason", reason(e)));
    }
  }

  /** Why a file could not be read, in a few words. */
  static String reason(Exception e) {
    if (e instanceof NoSuchFileException) return "No such file or directory";
    if (e instanceof java.nio.file.AccessDeniedException) return "Permission denied";
    String message = e.getMessage();
    if (message == null) return e.getClass().getSimpleName();
    return e instanceof IOException || e instanceof IllegalArgumentException
        ? message
        : e.toString();
  }

  static Optional<String> decode(byte[] bytes) {
    if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return decode(bytes, 3, StandardCharsets.UTF_8);
    if (startsWith(bytes, 0xff, 0xfe)) return decode(bytes, 2, StandardCharsets.UTF_16LE);
    if (startsWith(bytes, 0xfe, 0xff)) return decode(bytes, 2, StandardCharsets.UTF_16BE);
    return decode(bytes, 0, StandardCharsets.UTF_8).or(() -> decode(bytes, 0, WINDOWS_874));
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) return false;
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xff) != mark[i]) return false;
    }
    return true;
  }

  private static Optional<String> decode(byte[] bytes, int from, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
