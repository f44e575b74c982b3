package jaruek.collector.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in a byte array. The caller has checked that they lie inside. */
final class Wire {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Wire() {}

  static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  static int u16(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  static int i32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long u32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at) & 0xffff_ffffL;
  }

  static long i64(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /** An unsigned number of 1-8 bytes (reduced-size encoding, RFC 7011 section 6.2). */
  static long unsigned(byte[] bytes, int at, int length) {
    return switch (length) {
      case 1 -> u8(bytes, at);
      case 2 -> u16(bytes, at);
      case 4 -> u32(bytes, at);
      case 8 -> i64(bytes, at);
      default -> {
        long value = 0;
        for (int i = 0; i < length; i++) value = value << 8 | u8(bytes, at + i);
        yield value;
      }
    };
  }

  static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) if (bytes[i] != 0) return false;
    return true;
  }
}
