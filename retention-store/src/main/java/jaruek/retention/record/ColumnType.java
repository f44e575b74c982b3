package jaruek.retention.record;

/** What a column holds, in memory and in Parquet. Every column may be null. */
public enum ColumnType {
  /** Milliseconds since the epoch, UTC; Parquet TIMESTAMP(MILLIS) or finer. */
  TIMESTAMP,
  /** A signed 64-bit number. */
  LONG,
  /** A signed 32-bit number: ports, protocol numbers, flags, interface indexes up to 2³¹-1. */
  INTEGER,
  /** UTF-8 text. */
  TEXT,
  /** An {@link IpAddress}; RFC 5952 text in Parquet. */
  ADDRESS,
  /** A {@link MacAddress}; lower-case pairs with colons in Parquet. */
  MAC,
  /** Bytes as they came; Parquet BYTE_ARRAY without a text annotation. */
  BYTES
}
