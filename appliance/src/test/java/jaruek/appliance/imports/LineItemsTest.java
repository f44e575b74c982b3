package jaruek.appliance.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.collector.imported.ImportItem;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineItemsTest {
  /** Gives so many bytes at a time. */
  private static InputStream dripping(byte[] bytes, int atOnce) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, Math.min(atOnce, length));
      }
    };
  }

  private static List<String> lines(LineItems items) throws IOException {
    List<String> lines = new ArrayList<>();
    for (FileItem item = items.next(); item != null; item = items.next()) {
      lines.add(new String(item.bytes(), StandardCharsets.ISO_8859_1));
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100_000})
  void givesLinesByteForByteWithoutTheirEnds(int atOnce) throws IOException {
    byte[] file =
        "one\ntwo\r\n\n\r\n \nth\rr\u00e9e\u0000\nlast".getBytes(StandardCharsets.ISO_8859_1);
    LineItems items = new LineItems(dripping(file, atOnce), 0);
    assertEquals(List.of("one", "two", " ", "th\rr\u00e9e\u0000", "last"), lines(items));
    assertEquals(5, items.read());
    assertEquals(Map.of(), items.skipped());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 64 * 1024})
  void takesTheLongestLineAndCountsALongerOne(int atOnce) throws IOException {
    String most = "m".repeat(ImportItem.BYTES_MAX);
    String more = "x".repeat(ImportItem.BYTES_MAX + 1);
    String much = "y".repeat(3 * ImportItem.BYTES_MAX) + "\r";
    byte[] file =
        (most + "\n" + more + "\n" + much + "\nend\n").getBytes(StandardCharsets.ISO_8859_1);
    LineItems items = new LineItems(dripping(file, atOnce), 0);
    assertEquals(List.of(most, "end"), lines(items));
    assertEquals(4, items.read());
    assertEquals(Map.of("too-long", 2L), items.skipped());
  }

  @Test
  void givesNothingOfAnEmptyFile() throws IOException {
    assertEquals(List.of(), lines(new LineItems(dripping(new byte[0], 1), 0)));
  }
}
