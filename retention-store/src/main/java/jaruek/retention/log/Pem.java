package jaruek.retention.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** RFC 7468 text around one DER value. */
final class Pem {
  static final long FILE_BYTES_MAX = 16_384;

  private Pem() {}

  static byte[] write(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    return pem.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the file has a value of this kind. */
  static boolean holds(Path file, String label) {
    return text(file).contains("-----BEGIN " + label + "-----");
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new LogException(file + " is too long for a key");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new LogException("the key " + file + " cannot be read: " + e, e);
    }
  }

  static byte[] read(Path file, String label) {
    return parse(text(file), label, file.toString());
  }

  /**
   * Of this text.
   *
   * @param where it is from, for errors
   */
  static byte[] parse(String text, String label, String where) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    int from = text.indexOf(begin);
    int to = from < 0 ? -1 : text.indexOf(end, from);
    if (to < 0) throw new LogException(where + " holds no PEM \"" + label + "\"");
    try {
      String base64 = text.substring(from + begin.length(), to).replaceAll("\\s", "");
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new LogException(where + " is damaged: its PEM is not base64", e);
    }
  }
}
