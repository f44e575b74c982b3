package jaruek.retention.segment;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Which addresses, hardware addresses and user names a dataset's rows may hold, and whether one of
 * them tells of a block of ports: a split-block Bloom filter ({@code jaruek-filter/1}) in a file,
 * so that a question opens only segments that can answer it. A "no" is sure; some 4 in 1,000 of the
 * rest are a wrong "maybe", which costs time only. Source, translated source and destination are
 * told apart; a translated destination counts as a destination, which it mostly is.
 *
 * <p>The file is blocks of 64 bytes, integers big-endian. The first is the header: {@code
 * jaruek-filter/1\n}, the number of blocks behind it (4 bytes), 4 zeros, the number of different
 * keys (8 bytes), zeros; its last four bytes are the CRC-32C of the 60 before. Each of the others:
 * seven words of 64 bits, the block's number (4 bytes, from 0) and the CRC-32C of the 60 bytes
 * before. A key has a 64-bit {@linkplain #hash hash} h; its block is the high word of the product
 * of h and the number of blocks; in word i of the block it sets bit {@code mix(h) >>> 6i & 63}.
 */
public final class KeyFilter {
  static final String MAGIC = "jaruek-filter/1\n";

  /** Bytes of a block: a line of the processor's cache. */
  static final int BLOCK_BYTES = 64;

  private static final int CHECKED_BYTES = BLOCK_BYTES - Integer.BYTES;
  private static final int LANES = 7;
  private static final int KEYS_PER_BLOCK = 37; // of 448 bits, so 12 bits a key
  private static final Set<Dataset> DATASETS = EnumSet.of(Dataset.TRAFFIC, Dataset.IDENTITY);
  private static final List<Column> TRAFFIC =
      List.of(
          Traffic.SOURCE_ADDRESS,
          Traffic.DESTINATION_ADDRESS,
          Traffic.NAT_SOURCE_ADDRESS,
          Traffic.NAT_DESTINATION_ADDRESS,
          Traffic.USER_NAME,
          Traffic.SOURCE_MAC);
  private static final List<Column> IDENTITY =
      List.of(Identity.ADDRESS, Identity.ADDRESS_V6, Identity.USER_NAME, Identity.MAC);

  /** What a key is the value of; part of its hash. */
  private static final int SOURCE = 1; // identity: the user's address

  private static final int MAC = 2;
  private static final int USER = 3;
  private static final int DESTINATION = 4;
  private static final int TRANSLATED_SOURCE = 5;
  private static final int ACTION = 6;

  /** The one word of traffic's action that is a key, of every action that begins with it. */
  private static final byte[] PORT_BLOCK = Traffic.PORT_BLOCK.getBytes(StandardCharsets.UTF_8);

  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01b3L;

  private KeyFilter() {}

  /** Whether such rows have a filter. */
  static boolean isOf(Dataset dataset) {
    return DATASETS.contains(dataset);
  }

  /** The columns whose values a dataset's filter knows. */
  public static List<Column> columns(Dataset dataset) {
    return switch (dataset) {
      case TRAFFIC -> TRAFFIC;
      case IDENTITY -> IDENTITY;
      case MESSAGES, OPERATIONS -> List.of();
    };
  }

  /** The hash of a column's value as a {@code Row} holds it; empty if it is no key. */
  public static Optional<Long> hash(Column column, Object value) {
    int kind = kind(column);
    return switch (value) {
      case IpAddress address -> Optional.of(address(kind, address.high(), address.low()));
      case MacAddress mac -> Optional.of(hash(kind, mac.bits()));
      case String text -> Optional.of(hash(kind, fnv(text.getBytes(StandardCharsets.UTF_8))));
      default -> Optional.empty();
    };
  }

  /**
   * The hash that stands for rows whose column holds this text; empty if the filter does not know.
   * It knows of blocks of ports only.
   */
  public static Optional<Long> hashOfContained(Column column, String text) {
    boolean known = column.equals(Traffic.ACTION) && text.equals(Traffic.PORT_BLOCK);
    return known ? Optional.of(hash(ACTION, fnv(PORT_BLOCK))) : Optional.empty();
  }

  /** What the values of a key column are. */
  private static int kind(Column column) {
    return switch (column.type()) {
      case MAC -> MAC;
      case TEXT -> USER;
      case TIMESTAMP, LONG, INTEGER, ADDRESS, BYTES -> {
        if (column.equals(Traffic.DESTINATION_ADDRESS)) yield DESTINATION;
        if (column.equals(Traffic.NAT_DESTINATION_ADDRESS)) yield DESTINATION;
        yield column.equals(Traffic.NAT_SOURCE_ADDRESS) ? TRANSLATED_SOURCE : SOURCE;
      }
    };
  }

  /** Of an address as 16 bytes, IPv4 mapped: {@code mix(mix(mix(kind) ^ high) ^ low)}. */
  private static long address(int kind, long high, long low) {
    return mix(mix(mix(kind) ^ high) ^ low);
  }

  /** {@code mix(mix(kind) ^ bits)}. */
  private static long hash(int kind, long bits) {
    return mix(mix(kind) ^ bits);
  }

  /** FNV-1a, 64 bits. */
  private static long fnv(byte[] utf8) {
    long fnv = FNV_OFFSET;
    for (byte b : utf8) fnv = (fnv ^ b & 0xff) * FNV_PRIME;
    return fnv;
  }

  /** The finalizer of SplitMix64, after adding its increment. */
  static long mix(long value) {
    long z = value + 0x9e37_79b9_7f4a_7c15L;
    z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
    return z ^ z >>> 31;
  }

  /** The block of this key, of so many. */
  static int block(long hash, int blocks) {
    return (int) Math.unsignedMultiplyHigh(hash, blocks);
  }

  /** The filter's bytes over these rows. */
  static byte[] of(ColumnBatch rows) {
    HashSet64 keys = new HashSet64();
    for (Column column : columns(rows.dataset())) {
      if (!rows.isEmpty(column)) addAll(rows, column, keys);
    }
    if (rows.dataset() == Dataset.TRAFFIC && hasBlocks(rows)) {
      keys.add(hash(ACTION, fnv(PORT_BLOCK)));
    }
    return of(keys);
  }

  private static boolean hasBlocks(ColumnBatch rows) {
    if (rows.isEmpty(Traffic.ACTION)) return false;
    for (int row = 0; row < rows.rows(); row++) {
      if (!rows.isNull(Traffic.ACTION, row)
          && rows.length(Traffic.ACTION, row) >= PORT_BLOCK.length
          && isBlock(rows.bytes(Traffic.ACTION, row))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlock(byte[] action) {
    int length = PORT_BLOCK.length;
    return action.length >= length && Arrays.equals(action, 0, length, PORT_BLOCK, 0, length);
  }

  private static void addAll(ColumnBatch rows, Column column, HashSet64 keys) {
    int count = rows.rows();
    int kind = kind(column);
    if (column.type() == ColumnType.ADDRESS) {
      long lastHigh = -1;
      long lastLow = -1;
      boolean any = false;
      for (int row = 0; row < count; row++) {
        if (rows.isNull(column, row)) continue;
        long high = rows.high(column, row);
        long low = rows.low(column, row);
        if (any && low == lastLow && high == lastHigh) continue;
        any = true;
        lastHigh = high;
        lastLow = low;
        keys.add(address(kind, high, low));
      }
      return;
    }
    byte[] last = {};
    for (int row = 0; row < count; row++) {
      if (rows.isNull(column, row)) continue;
      if (column.type() == ColumnType.MAC) {
        keys.add(hash(kind, rows.number(column, row)));
      } else {
        if (rows.equals(column, row, last)) continue; // mostly the same text
        last = rows.bytes(column, row);
        keys.add(hash(kind, fnv(last)));
      }
    }
  }

  private static byte[] of(HashSet64 keys) {
    int blocks = Math.max(1, (keys.size() + KEYS_PER_BLOCK - 1) / KEYS_PER_BLOCK);
    ByteBuffer file = ByteBuffer.allocate((blocks + 1) * BLOCK_BYTES);
    file.put(MAGIC.getBytes(StandardCharsets.US_ASCII)).putInt(blocks).putInt(0);
    file.putLong(keys.size());
    keys.forEach(
        hash -> {
          int at = (block(hash, blocks) + 1) * BLOCK_BYTES;
          long bits = mix(hash);
          for (int lane = 0; lane < LANES; lane++, at += Long.BYTES, bits >>>= 6) {
            file.putLong(at, file.getLong(at) | 1L << bits);
          }
        });
    CRC32C crc = new CRC32C();
    for (int block = 0; block <= blocks; block++) {
      int at = block * BLOCK_BYTES;
      if (block > 0) file.putInt(at + CHECKED_BYTES - Integer.BYTES, block - 1);
      file.putInt(at + CHECKED_BYTES, crc(crc, file.array(), at));
    }
    return file.array();
  }

  private static int crc(CRC32C crc, byte[] bytes, int at) {
    crc.reset();
    crc.update(bytes, at, CHECKED_BYTES);
    return (int) crc.getValue();
  }

  /** How many blocks the header says follow it, or -1 if it is no header of this version. */
  static int blocks(byte[] header) {
    ByteBuffer buffer = ByteBuffer.wrap(header);
    boolean good =
        new String(header, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)
            && buffer.getInt(CHECKED_BYTES) == crc(new CRC32C(), header, 0);
    int blocks = buffer.getInt(MAGIC.length());
    return good && blocks > 0 ? blocks : -1;
  }

  /**
   * Whether the block, read as number {@code number}, may hold the key; a damaged block may hold
   * every key.
   */
  static boolean mayHold(byte[] block, int number, long hash) {
    ByteBuffer buffer = ByteBuffer.wrap(block);
    if (buffer.getInt(CHECKED_BYTES - Integer.BYTES) != number
        || buffer.getInt(CHECKED_BYTES) != crc(new CRC32C(), block, 0)) {
      return true;
    }
    long bits = mix(hash);
    for (int lane = 0; lane < LANES; lane++, bits >>>= 6) {
      if ((buffer.getLong(lane * Long.BYTES) >>> bits & 1) == 0) return false;
    }
    return true;
  }
}
