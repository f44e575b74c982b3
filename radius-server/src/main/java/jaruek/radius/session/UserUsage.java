package jaruek.radius.session;

import jaruek.radius.session.Usage.Used;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one user has open and has used. Usage is added up by the hour; days before yesterday are
 * folded into one each, and what is older than {@link #DAYS_MAX} into one together.
 */
final class UserUsage {
  /** Days told apart. */
  static final int DAYS_MAX = 92;

  private static final int HOUR_MILLIS = 3_600_000;
  private static final int FOLD_FROM = 32;

  /** Far more than the hours of two days, {@link #DAYS_MAX} days and what is before come to. */
  private static final int PARTS_MAX = 4096;

  final Set<LiveSession> open = new LinkedHashSet<>();
  private int size;
  private int[] fromHour = new int[2];
  private int[] toHour = new int[2];
  private long[] bytes = new long[2];
  private long[] seconds = new long[2];

  /** Adds an amount at this time; keeps the parts in order. */
  void add(long atMillis, long moreBytes, long moreSeconds, ZoneId zone) {
    if (moreBytes == 0 && moreSeconds == 0) return;
    int hour = hour(atMillis);
    int at = size;
    while (at > 0 && fromHour[at - 1] > hour) at--;
    if (at == 0 || toHour[at - 1] <= hour) {
      insert(at, hour);
      at++;
    }
    bytes[at - 1] += moreBytes;
    seconds[at - 1] += moreSeconds;
    if (size >= FOLD_FROM && size == fromHour.length) fold(zone);
  }

  private void insert(int at, int hour) {
    if (size == fromHour.length) grow(2 * size);
    System.arraycopy(fromHour, at, fromHour, at + 1, size - at);
    System.arraycopy(toHour, at, toHour, at + 1, size - at);
    System.arraycopy(bytes, at, bytes, at + 1, size - at);
    System.arraycopy(seconds, at, seconds, at + 1, size - at);
    fromHour[at] = hour;
    toHour[at] = hour + 1;
    bytes[at] = 0;
    seconds[at] = 0;
    size++;
  }

  private void grow(int length) {
    fromHour = Arrays.copyOf(fromHour, length);
    toHour = Arrays.copyOf(toHour, length);
    bytes = Arrays.copyOf(bytes, length);
    seconds = Arrays.copyOf(seconds, length);
  }

  private static int hour(long millis) {
    return (int) Math.floorDiv(millis, (long) HOUR_MILLIS);
  }

  /** Puts the hours of each older day together. */
  private void fold(ZoneId zone) {
    int newest = fromHour[size - 1];
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int day = fromHour[i] >= newest - 48 ? fromHour[i] : dayStart(fromHour[i], newest, zone);
      if (kept > 0 && day < toHour[kept - 1]) {
        toHour[kept - 1] = Math.max(toHour[kept - 1], toHour[i]);
        bytes[kept - 1] += bytes[i];
        seconds[kept - 1] += seconds[i];
      } else {
        fromHour[kept] = fromHour[i];
        toHour[kept] = toHour[i];
        bytes[kept] = bytes[i];
        seconds[kept] = seconds[i];
        kept++;
      }
    }
    size = kept;
  }

  /** Where the day of this hour begins; all days too old are one. */
  private static int dayStart(int hour, int newest, ZoneId zone) {
    if (hour < newest - 24 * DAYS_MAX) return Integer.MIN_VALUE;
    Instant at = Instant.ofEpochMilli((long) hour * HOUR_MILLIS);
    return hour(at.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant().toEpochMilli());
  }

  /** The sum of the parts that reach behind this time. */
  Used since(long sinceMillis) {
    int since = hour(sinceMillis);
    long sumBytes = 0;
    long sumSeconds = 0;
    for (int i = size - 1; i >= 0 && toHour[i] > since; i--) {
      sumBytes += bytes[i];
      sumSeconds += seconds[i];
    }
    return new Used(sumBytes, sumSeconds);
  }

  /** Whether nothing of it is worth keeping. */
  boolean isEmpty() {
    return size == 0 && open.isEmpty();
  }

  /** Without the open sessions. The room for parts is among it: it says when they are folded. */
  void write(ImageWriter out) {
    out.number(fromHour.length);
    out.number(size);
    for (int i = 0; i < size; i++) {
      out.number(fromHour[i]);
      out.number(toHour[i]);
      out.number(bytes[i]);
      out.number(seconds[i]);
    }
  }

  static UserUsage read(ImageReader in) {
    UserUsage user = new UserUsage();
    user.grow(in.number(2, PARTS_MAX));
    user.size = in.number(0, user.fromHour.length);
    for (int i = 0; i < user.size; i++) {
      user.fromHour[i] = in.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
      user.toHour[i] = in.number(Integer.MIN_VALUE, Integer.MAX_VALUE);
      user.bytes[i] = in.number();
      user.seconds[i] = in.number();
    }
    return user;
  }
}
