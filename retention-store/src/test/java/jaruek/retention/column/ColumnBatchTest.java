package jaruek.retention.column;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ColumnBatchTest {
  private final ColumnBatch traffic = new ColumnBatch(Dataset.TRAFFIC);
  private final ColumnBatch messages = new ColumnBatch(Dataset.MESSAGES);

  @Test
  void rowsAreThereOnceTheyAreComplete() {
    RowWriter row = traffic.begin(1000, 7).set(Traffic.BYTES, Long.MIN_VALUE);
    assertEquals(0, traffic.rows());
    row.end();
    assertEquals(1, traffic.rows());
    assertEquals(1000L, traffic.value(Traffic.RECEIVED_AT, 0));
    assertEquals(Long.MIN_VALUE, traffic.value(Traffic.BYTES, 0));
    assertEquals(7L, traffic.value(Traffic.FRAME, 0));
    assertNull(traffic.value(Traffic.URL, 0));
  }

  @Test
  void aRowThatWasNotEndedLeavesNothingBehind() {
    traffic.begin(1, 1).set(Traffic.USER_NAME, "somchai").set(Traffic.SOURCE_PORT, 65_535);
    traffic.begin(2, 2).set(Traffic.PACKETS, 5).end();
    assertEquals(1, traffic.rows());
    assertTrue(traffic.isNull(Traffic.USER_NAME, 0));
    assertTrue(traffic.isNull(Traffic.SOURCE_PORT, 0));
    assertEquals(2L, traffic.value(Traffic.FRAME, 0));
  }

  @Test
  void addressesKeepBothFormsInOneChunk() {
    IpAddress four = IpAddress.of("203.0.113.7");
    IpAddress six = IpAddress.of("2001:db8::7");
    traffic.begin(1, 1).set(Traffic.SOURCE_ADDRESS, four).end();
    traffic.begin(1, 1).set(Traffic.SOURCE_ADDRESS, six).end();
    traffic.begin(1, 1).set(Traffic.SOURCE_ADDRESS, four).end();
    assertEquals(four, traffic.value(Traffic.SOURCE_ADDRESS, 0));
    assertEquals(six, traffic.value(Traffic.SOURCE_ADDRESS, 1));
    assertEquals(four, traffic.value(Traffic.SOURCE_ADDRESS, 2));
  }

  @Test
  void timesThatNoCalendarHasAreNull() {
    for (long millis : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -62_135_596_800_001L}) {
      traffic.begin(1, 1).set(Traffic.STARTED_AT, millis).end();
      assertTrue(traffic.isNull(Traffic.STARTED_AT, traffic.rows() - 1));
    }
    traffic.begin(1, 1).set(Traffic.STARTED_AT, 253_402_300_799_999L).end();
    assertEquals(253_402_300_799_999L, traffic.value(Traffic.STARTED_AT, 3));
  }

  @Test
  void textIsKeptAsWellFormedUtf8() {
    String odd = "ผู้ใช้ 😀 \0 \"x\"";
    messages.begin(1, 1).set(Messages.MESSAGE, odd).end();
    messages.begin(1, 1).set(Messages.MESSAGE, odd.getBytes(StandardCharsets.UTF_8)).end();
    messages.begin(1, 1).set(Messages.MESSAGE, new byte[] {'a', (byte) 0xff}).end();
    messages.begin(1, 1).set(Messages.MESSAGE, "half \ud83d").end();
    messages.begin(1, 1).set(Messages.MESSAGE, "").end();
    assertEquals(odd, messages.value(Messages.MESSAGE, 0));
    assertEquals(odd, messages.value(Messages.MESSAGE, 1));
    assertEquals("a\ufffd", messages.value(Messages.MESSAGE, 2));
    assertEquals("half ?", messages.value(Messages.MESSAGE, 3));
    assertNull(messages.value(Messages.MESSAGE, 4));
  }

  @Test
  void bytesAreKeptAsTheyAre() {
    byte[] raw = {(byte) 0xff, 0, 1};
    messages.begin(1, 1).set(Messages.RAW, raw).end();
    messages.begin(1, 1).set(Messages.RAW, new byte[0]).end();
    assertArrayEquals(raw, messages.bytes(Messages.RAW, 0));
    assertArrayEquals(new byte[0], messages.bytes(Messages.RAW, 1));
  }

  @Test
  void partsOfTheBytesAreTextsOfTheirOwn() {
    byte[] raw = "<13>hello ก world".getBytes(StandardCharsets.UTF_8);
    byte[] other = "<13>other".getBytes(StandardCharsets.UTF_8);
    messages
        .begin(1, 1)
        .set(Messages.RAW, raw)
        .set(Messages.APP_NAME, raw, 4, 9)
        .set(Messages.MESSAGE, raw, 10, raw.length)
        .set(Messages.HOSTNAME, raw, 4, 4)
        .set(Messages.PROC_ID, other, 4, 9)
        .end();
    messages.begin(1, 2).set(Messages.MESSAGE, raw, 4, 9).end(); // not this row's bytes
    assertEquals("hello", messages.value(Messages.APP_NAME, 0));
    assertEquals("ก world", messages.value(Messages.MESSAGE, 0));
    assertNull(messages.value(Messages.HOSTNAME, 0));
    assertEquals("other", messages.value(Messages.PROC_ID, 0));
    assertEquals("hello", messages.value(Messages.MESSAGE, 1));
    assertTrue(messages.equals(Messages.APP_NAME, 0, "hello".getBytes(StandardCharsets.UTF_8)));
    assertFalse(messages.equals(Messages.APP_NAME, 0, "hellO".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void textsOfEveryLengthStandSideBySide() {
    SplittableRandom random = new SplittableRandom(11);
    List<byte[]> expected = new ArrayList<>();
    for (int row = 0; row < 300; row++) {
      byte[] raw = new byte[row % 50 == 0 ? 400_000 : random.nextInt(20_000)];
      random.nextBytes(raw);
      expected.add(raw);
      messages.begin(row, row).set(Messages.RAW, raw).end();
    }
    for (int row = 0; row < expected.size(); row++) {
      assertArrayEquals(expected.get(row), messages.bytes(Messages.RAW, row));
      assertEquals(expected.get(row).length, messages.length(Messages.RAW, row));
    }
    long bytes = expected.stream().mapToLong(b -> b.length).sum();
    assertTrue(messages.memoryBytes() >= bytes && messages.memoryBytes() < 2 * bytes + (1 << 20));
  }

  @Test
  void columnsOfAnotherTypeAreRefused() {
    RowWriter row = traffic.begin(1, 1);
    assertThrows(IllegalArgumentException.class, () -> row.set(Traffic.URL, 1));
    assertThrows(IllegalArgumentException.class, () -> row.set(Traffic.BYTES, "1"));
    assertThrows(IllegalArgumentException.class, () -> row.setMac(Traffic.BYTES, 1));
    assertThrows(IllegalArgumentException.class, () -> row.setAddress(Traffic.BYTES, 1, 1));
    row.end();
    assertThrows(IllegalStateException.class, row::end);
    assertThrows(IllegalStateException.class, () -> row.set(Traffic.BYTES, 1));
  }

  @Test
  void hardwareAddressesAreCutTo48Bits() {
    traffic.begin(1, 1).setMac(Traffic.SOURCE_MAC, -1).end();
    assertEquals(new MacAddress(0xffff_ffff_ffffL), traffic.value(Traffic.SOURCE_MAC, 0));
  }

  @Test
  void aMillionFlowsTakeLessThan110Megabytes() {
    HotBatch batch = new HotBatch();
    for (int i = 0; i < HotBatch.ROWS_MAX; i++) {
      assertFalse(batch.rows() >= HotBatch.ROWS_MAX);
      flow(batch.row(Dataset.TRAFFIC, 1_795_420_800_000L + i, i / 24), i);
    }
    assertTrue(batch.isFull());
    assertTrue(batch.memoryBytes() < 110_000_000, "takes " + batch.memoryBytes());
  }

  private static void flow(RowWriter row, int i) {
    row.set(Traffic.STARTED_AT, i)
        .set(Traffic.ENDED_AT, i)
        .set(Traffic.ORIGIN, "netflow9")
        .set(Traffic.PROTOCOL, 6)
        .setAddress(Traffic.EXPORTER, 0, IpAddress.lowOfIpv4(1))
        .setAddress(Traffic.SOURCE_ADDRESS, 0, IpAddress.lowOfIpv4(i))
        .setAddress(Traffic.DESTINATION_ADDRESS, 0, IpAddress.lowOfIpv4(-i))
        .setAddress(Traffic.NAT_SOURCE_ADDRESS, 0, IpAddress.lowOfIpv4(7))
        .set(Traffic.SOURCE_PORT, i & 0xffff)
        .set(Traffic.DESTINATION_PORT, 443)
        .set(Traffic.NAT_SOURCE_PORT, i & 0xffff)
        .set(Traffic.BYTES, i)
        .set(Traffic.PACKETS, i)
        .set(Traffic.TCP_FLAGS, 0x1b)
        .set(Traffic.INPUT_INTERFACE, 1)
        .set(Traffic.OUTPUT_INTERFACE, 2)
        .end();
  }

  @Test
  void readersSeeCompleteRowsWhileRowsAreWritten() throws InterruptedException {
    int rows = 100_000;
    AtomicReference<String> fault = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int seen = 0; seen < rows && fault.get() == null; ) {
                    int now = traffic.rows();
                    for (; seen < now; seen++) check(seen, fault);
                    Thread.onSpinWait();
                  }
                });
    for (int i = 0; i < rows; i++) {
      traffic
          .begin(i, i)
          .setAddress(Traffic.SOURCE_ADDRESS, i % 50_000 == 49_999 ? 1 : 0, address(i))
          .set(Traffic.URL, Integer.toString(i))
          .end();
    }
    reader.join();
    assertNull(fault.get());
  }

  private static long address(int i) {
    return IpAddress.lowOfIpv4(i);
  }

  private void check(int row, AtomicReference<String> fault) {
    boolean good =
        traffic.number(Traffic.FRAME, row) == row
            && traffic.low(Traffic.SOURCE_ADDRESS, row) == address(row)
            && Integer.toString(row).equals(traffic.value(Traffic.URL, row));
    if (!good) fault.set("row " + row);
  }
}
