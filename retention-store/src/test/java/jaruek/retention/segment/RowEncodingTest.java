package jaruek.retention.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RowEncodingTest {
  @Test
  void theBytesAreThoseOfTheDocument() {
    ColumnBatch rows = new ColumnBatch(Dataset.IDENTITY);
    rows.begin(1, 2)
        .set(Identity.USER_NAME, "ก")
        .set(Identity.ADDRESS, IpAddress.of("10.0.0.1"))
        .set(Identity.ADDRESS_V6, IpAddress.of("2001:db8::1"))
        .setMac(Identity.MAC, 0xaabbccddeeffL)
        .end();
    RowEncoding encoding = new RowEncoding(Dataset.IDENTITY).encode(rows, 0);
    assertEquals(
        "9e0080" // received_at, user_name, address, address_v6, mac; frame
            + "0000000000000001"
            + "00000003e0b881"
            + "040a000001"
            + "1020010db8000000000000000000000001"
            + "aabbccddeeff"
            + "0000000000000002",
        HexFormat.of().formatHex(encoding.bytes(), 0, encoding.length()));
  }

  @Test
  void ordersAreStableAndByTheirKeys() {
    SplittableRandom random = new SplittableRandom(5);
    ColumnBatch rows = new ColumnBatch(Dataset.TRAFFIC);
    for (int i = 0; i < 5000; i++) {
      rows.begin(random.nextInt(-200, 200), random.nextInt(50)).set(Traffic.BYTES, i).end();
    }
    ColumnBatch sorted = RowOrder.sorted(rows);
    for (int row = 1; row < 5000; row++) {
      assertTrue(key(sorted, row - 1).compareTo(key(sorted, row)) < 0, "at " + row);
    }
    assertSame(sorted, RowOrder.sorted(sorted), "what came in order is not copied");
  }

  private static String key(ColumnBatch rows, int row) {
    return "%04d %02d %04d"
        .formatted(
            rows.number(Traffic.RECEIVED_AT, row) + 1000,
            rows.number(Traffic.FRAME, row),
            rows.number(Traffic.BYTES, row));
  }

  private static SegmentManifest manifest() {
    return new SegmentManifest(
        SegmentManifest.FORMAT,
        3,
        10,
        20,
        "00",
        "hour",
        5,
        new TreeMap<>(),
        new SegmentManifest.StateFile("decoder.state", 0, "e3"),
        new TreeMap<>());
  }

  @Test
  void manifestsReadBackAsTheyWereWritten() {
    byte[] bytes = ManifestCodec.bytes(manifest());
    assertEquals(manifest(), ManifestCodec.parse(bytes, "m"));
    assertTrue(new String(bytes, StandardCharsets.UTF_8).startsWith("{\n  \"format\" : \"jaruek"));
  }

  @Test
  void damagedAndNewerManifestsAreToldApart() {
    String good = new String(ManifestCodec.bytes(manifest()), StandardCharsets.UTF_8);
    assertFault("m is too new: jaruek-segment/3", good.replace("segment/2", "segment/3"));
    assertFault("m is damaged: format", good.replace("segment/2", "sigment/2"));
    assertFault("m is damaged", good.substring(0, good.length() / 2));
    assertFault("m is damaged", good.replace("\"chainHead\"", "\"chainHeat\""));
    assertFault("m is damaged", "");
  }

  private static void assertFault(String message, String json) {
    SegmentException e =
        assertThrows(
            SegmentException.class,
            () -> ManifestCodec.parse(json.getBytes(StandardCharsets.UTF_8), "m"));
    assertTrue(e.toString().contains(message), e.toString());
  }
}
