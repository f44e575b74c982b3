package jaruek.appliance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How far our clock is from its reference, as chrony measures it.
 *
 * @param offsetMillis our clock less the reference's; positive is fast
 * @param stratum of our clock: the reference's plus one; 0 if it has none
 * @param reference the reference's name or id
 */
record ClockSample(double offsetMillis, int stratum, String reference) {
  private static final long TIMEOUT_MILLIS = 2_000;

  /** Asks chronyc; empty where it is not installed, does not answer or has no reference. */
  static Optional<ClockSample> measure() {
    Process process;
    try {
      process = new ProcessBuilder("chronyc", "-c", "tracking").redirectErrorStream(true).start();
    } catch (IOException e) {
      return Optional.empty(); // no chrony here
    }
    try {
      if (!process.waitFor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
        return Optional.empty();
      }
      return parse(new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Reads a line of {@code chronyc -c tracking}: reference id, reference name, stratum, reference
   * time, correction of the system clock in seconds (negative: the clock is fast of true time by so
   * much), ….
   */
  static Optional<ClockSample> parse(String line) {
    String[] fields = line.strip().split(",", -1);
    if (fields.length < 5) return Optional.empty();
    try {
      int stratum = Integer.parseInt(fields[2]);
      if (stratum == 0) return Optional.empty();
      String reference = fields[1].isEmpty() ? fields[0] : fields[1];
      return Optional.of(
          new ClockSample(-Double.parseDouble(fields[4]) * 1000, stratum, reference));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The detail of a clock operation. */
  String toJson() {
    return "{\"offsetMillis\":%s,\"stratum\":%d,\"reference\":\"%s\"}"
        .formatted(
            Math.round(offsetMillis), stratum, reference.replaceAll("[^A-Za-z0-9.:_-]", "?"));
  }
}
