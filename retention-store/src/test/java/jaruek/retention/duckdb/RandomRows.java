package jaruek.retention.duckdb;

import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Rows with every oddity that a column can hold, from a seed. */
final class RandomRows {
  static final long EPOCH = 1_795_420_800_000L;
  static final List<String> TEXTS =
      List.of(
          "netflow9",
          "it's \"quoted\"",
          "nul\0inside",
          "ผู้ใช้งาน ทดสอบ",
          "emoji 😀 ok",
          "ÄÖÜ straße İ ǅ Σας",
          "%_\\' OR 1=1 --",
          "NETFLOW9",
          "a",
          " ",
          "line\nfeed\ttab\r");
  static final List<IpAddress> ADDRESSES =
      List.of(
          IpAddress.of("10.1.2.3"),
          IpAddress.of("10.1.20.3"),
          IpAddress.of("10.17.0.1"),
          IpAddress.of("100.1.2.3"),
          IpAddress.of("0.0.0.0"),
          IpAddress.of("255.255.255.255"),
          IpAddress.of("192.168.255.254"),
          IpAddress.of("2001:db8::1"),
          IpAddress.of("2001:db8:0:1::"),
          IpAddress.of("2001:db80::1"),
          IpAddress.of("2001:0:0:1::5"),
          IpAddress.of("fe80::1:2:3:4"),
          IpAddress.of("::"),
          IpAddress.of("::1"),
          IpAddress.of("::1:0:0"),
          IpAddress.of("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
  static final long[] NUMBERS = {
    0, 1, -1, 80, 443, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private RandomRows() {}

  static void fill(HotBatch batch, RandomGenerator random, int rows, long fromMillis) {
    long firstFrame = (fromMillis - EPOCH) / 3_600_000 * 1000; // as the manifests of TestStore say
    for (int i = 0; i < rows; i++) {
      for (Dataset dataset : Dataset.values()) {
        RowWriter row =
            batch.row(dataset, fromMillis + random.nextInt(3_600_000), firstFrame + i / 3);
        for (Column column : dataset.columns()) {
          boolean fixed = column.equals(dataset.receivedAt()) || column.equals(dataset.frame());
          if (!fixed && random.nextInt(4) > 0) set(row, column, random, fromMillis);
        }
        row.end();
      }
    }
  }

  private static void set(RowWriter row, Column column, RandomGenerator random, long fromMillis) {
    switch (column.type()) {
      case TIMESTAMP -> row.set(column, time(random, fromMillis));
      case LONG, INTEGER -> row.set(column, NUMBERS[random.nextInt(NUMBERS.length)]);
      case TEXT -> row.set(column, TEXTS.get(random.nextInt(TEXTS.size())));
      case ADDRESS -> row.set(column, ADDRESSES.get(random.nextInt(ADDRESSES.size())));
      case MAC -> row.setMac(column, random.nextInt(3) * 0x1234_5678_9abcL);
      case BYTES -> row.set(column, raw(random));
    }
  }

  static long time(RandomGenerator random, long fromMillis) {
    return switch (random.nextInt(12)) {
      case 0 -> random.nextLong();
      case 1 -> -random.nextLong(1L << 40);
      case 2 -> 253_402_300_799_999L;
      case 3 -> -62_135_596_800_000L;
      default -> fromMillis + random.nextInt(-600_000, 3_600_000);
    };
  }

  private static byte[] raw(RandomGenerator random) {
    if (random.nextInt(8) == 0) return new byte[0];
    if (random.nextBoolean()) {
      return TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }
}
