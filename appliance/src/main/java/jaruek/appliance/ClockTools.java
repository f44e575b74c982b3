package jaruek.appliance;

import jaruek.retention.coverage.ClockSample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the system's own time service how far the clock is off: chronyc, else ntpq, else
 * timedatectl, which only knows whether the kernel's clock is kept. What they say is read strictly;
 * anything unexpected is no answer, and the next one is asked.
 */
final class ClockTools {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int OUTPUT_BYTES_MAX = 8_192;
  private static final int STRATUM_MAX = 15;
  private static final double MILLIS = 1_000;

  /** What chronyd calls itself as its own reference, with {@code local} in its configuration. */
  private static final String CHRONY_LOCAL = "7F7F0101";

  private static final int CHRONY_FIELDS = 14;
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,12}(\\.[0-9]{1,12})?");
  private static final Pattern SMALL = Pattern.compile("[0-9]{1,2}");

  /** A name and a value of {@code ntpq -c rv}; quoted values may hold commas. */
  private static final Pattern VARIABLE =
      Pattern.compile("([a-z_]{1,32})=(\"[^\"]{0,512}\"|[^,\\n\"]{0,128})(?:,|\\n|$)");

  private final List<Path> folders;
  private final Duration timeout;

  /**
   * @param folders where the tools are looked for, in order
   * @param timeout for each of them
   */
  ClockTools(List<Path> folders, Duration timeout) {
    this.folders = List.copyOf(folders);
    this.timeout = timeout;
  }

  /** Those of this system. */
  static ClockTools installed() {
    List<Path> folders = new ArrayList<>();
    String path = System.getenv().getOrDefault("PATH", "");
    Arrays.stream(path.split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .forEach(folders::add);
    folders.add(Path.of("/usr/bin"));
    folders.add(Path.of("/usr/sbin"));
    return new ClockTools(folders, TIMEOUT);
  }

  /** Asks now; empty where no tool is installed or none answers. Takes some seconds at most. */
  Optional<ClockSample> measure() {
    return run("chronyc", "-n", "-c", "tracking")
        .flatMap(ClockTools::chrony)
        .or(() -> run("ntpq", "-n", "-c", "rv").flatMap(ClockTools::ntpd))
        .or(
            () ->
                run("timedatectl", "show", "--property=NTPSynchronized")
                    .flatMap(ClockTools::timedatectl));
  }

  /**
   * Reads {@code chronyc -c tracking}: reference id, reference, stratum, reference time, correction
   * of the system clock in seconds (negative: the clock is fast of true time by so much), …, leap
   * status.
   */
  static Optional<ClockSample> chrony(String output) {
    String[] fields = output.strip().split(",", -1);
    if (fields.length != CHRONY_FIELDS || output.strip().contains("\n")) return Optional.empty();
    Integer stratum = small(fields[2]);
    Double correction = decimal(fields[4]);
    if (stratum == null || correction == null || !fields[0].matches("[0-9A-F]{8}")) {
      return Optional.empty();
    }
    boolean follows =
        stratum >= 1
            && stratum <= STRATUM_MAX
            && !fields[0].equals(CHRONY_LOCAL)
            && !fields[CHRONY_FIELDS - 1].equals("Not synchronised");
    String reference = fields[1].isEmpty() ? fields[0] : fields[1];
    return sample(follows, -correction * MILLIS, stratum, reference, "chrony");
  }

  /**
   * Reads {@code ntpq -c rv}: leap=11 is not synchronised; offset is the reference's time less ours
   * in milliseconds (RFC 5905, section 7.3: theta).
   */
  static Optional<ClockSample> ntpd(String output) {
    Map<String, String> variables = new TreeMap<>();
    Matcher matcher = VARIABLE.matcher(output.replaceAll(",\\s+", ",").strip());
    while (matcher.find()) variables.putIfAbsent(matcher.group(1), matcher.group(2).strip());
    Integer stratum = small(variables.getOrDefault("stratum", ""));
    Double offset = decimal(variables.getOrDefault("offset", ""));
    String leap = variables.getOrDefault("leap", "");
    if (stratum == null || offset == null || !leap.matches("[01]{2}")) return Optional.empty();
    boolean follows = !leap.equals("11") && stratum >= 1 && stratum <= STRATUM_MAX;
    return sample(follows, -offset, stratum, variables.getOrDefault("refid", ""), "ntpd");
  }

  /** Reads {@code timedatectl show --property=NTPSynchronized}. */
  static Optional<ClockSample> timedatectl(String output) {
    return switch (output.strip()) {
      case "NTPSynchronized=yes" -> Optional.of(new ClockSample(true, null, 0, "", "timedatectl"));
      case "NTPSynchronized=no" -> Optional.of(new ClockSample(false, null, 0, "", "timedatectl"));
      default -> Optional.empty();
    };
  }

  /** One that follows nothing has no offset: what the tool says then is not from a reference. */
  private static Optional<ClockSample> sample(
      boolean follows, double offsetMillis, int stratum, String reference, String tool) {
    if (!follows) return Optional.of(new ClockSample(false, null, 0, "", tool));
    if (Math.abs(offsetMillis) > ClockSample.OFFSET_MILLIS_MAX) return Optional.empty();
    return Optional.of(new ClockSample(true, offsetMillis, stratum, reference, tool));
  }

  private static @Nullable Integer small(String text) {
    return SMALL.matcher(text).matches() ? Integer.valueOf(text) : null;
  }

  private static @Nullable Double decimal(String text) {
    return DECIMAL.matcher(text).matches() ? Double.valueOf(text) : null;
  }

  private Optional<String> run(String tool, String... arguments) {
    Optional<Path> file =
        folders.stream()
            .map(folder -> folder.resolve(tool))
            .filter(Files::isExecutable)
            .findFirst();
    return file.flatMap(path -> run(path, arguments));
  }

  private Optional<String> run(Path tool, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(tool.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return Optional.empty(); // not for this machine
    }
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return ended && process.exitValue() == 0 ? output(process) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** What is there: not to its end, which a child of the tool could keep open for ever. */
  private static Optional<String> output(Process process) throws IOException {
    InputStream out = process.getInputStream();
    int bytes = out.available();
    if (bytes > OUTPUT_BYTES_MAX) return Optional.empty();
    return Optional.of(new String(out.readNBytes(bytes), StandardCharsets.UTF_8));
  }
}
