package jaruek.appliance.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a day takes fits the disk as often as it must be kept, and the reserve for the day that it
 * does not is there.
 */
public final class SpaceCheck implements Check {
  private static final double GIB = 1L << 30;
  private static final int DAYS_MEASURED = 7;
  private static final int DAY_DEPTH = 3;

  private final Path data;
  private final int days;
  private final boolean reserved;
  private final DiskCheck.Space space;

  /**
   * Of this data folder.
   *
   * @param days kept
   * @param reserved whether there should be a reserve
   */
  public SpaceCheck(Path data, int days, boolean reserved) {
    this(data, days, reserved, DiskCheck::measured);
  }

  SpaceCheck(Path data, int days, boolean reserved, DiskCheck.Space space) {
    this.data = data;
    this.days = days;
    this.reserved = reserved;
    this.space = space;
  }

  @Override
  public String name() {
    return "space";
  }

  @Override
  public List<Finding> look() {
    try {
      boolean started = Files.exists(data.resolve("log"));
      if (reserved && started && !Files.exists(data.resolve("reserve"))) {
        return List.of(Finding.warning(name(), "reserve-gone", "folder", data.toString()));
      }
      return List.of(finding(bytesByDay()));
    } catch (IOException e) {
      throw new UncheckedIOException("the segments cannot be measured: " + e, e);
    }
  }

  /** By the UTC day of sealing, which is in a segment's path. */
  private SortedMap<String, Long> bytesByDay() throws IOException {
    Path segments = data.resolve("segments");
    SortedMap<String, Long> sums = new TreeMap<>();
    if (!Files.isDirectory(segments)) return sums;
    try (Stream<Path> all = Files.walk(segments)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path name = segments.relativize(file);
        if (name.getNameCount() <= DAY_DEPTH) continue;
        sums.merge(name.subpath(0, DAY_DEPTH).toString(), sizeOf(file), Long::sum);
      }
    }
    return sums;
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // expired meanwhile
    }
  }

  /** The newest day goes on, the oldest may have begun late: whole days lie between. */
  private Finding finding(SortedMap<String, Long> byDay) throws IOException {
    List<Long> whole =
        byDay.values().stream().skip(1).limit(Math.max(0, byDay.size() - 2)).toList();
    if (whole.isEmpty()) return Finding.ok(name(), "space-unknown");
    List<Long> last = whole.subList(Math.max(0, whole.size() - DAYS_MEASURED), whole.size());
    double aDay = last.stream().mapToLong(Long::longValue).average().orElse(0);
    double there = byDay.values().stream().mapToLong(Long::longValue).sum();
    double needed = aDay * days;
    double free = space.of(data).usable();
    String[] arguments = {
      "day",
      gib(aDay),
      "days",
      Integer.toString(days),
      "needed",
      gib(needed),
      "there",
      gib(there),
      "free",
      gib(free)
    };
    return needed - there > free
        ? Finding.warning(name(), "space-short", arguments)
        : Finding.ok(name(), "space-good", arguments);
  }

  private static String gib(double bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / GIB);
  }
}
