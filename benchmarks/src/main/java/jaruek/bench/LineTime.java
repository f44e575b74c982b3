package jaruek.bench;

import jaruek.collector.syslog.SyslogDecoder;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a byte of a hostile line costs, at 4 KiB and at 64 KiB: the same for both if the work is
 * linear. The lines of docs/vendors.md are each filled up at each of their delimiters with what
 * makes a careless reader start over: delimiters, quotes, backslashes, brackets, digits and mixes
 * of these. A line is read as its vendor's and, in the first row, as anybody's.
 *
 * <p>Argument: nothing or one vendor. System property {@code jaruek.home}: the project's folder.
 * Exit status 1 if 64 KiB cost more than {@link #RATIO_MAX} times as much a byte anywhere.
 */
public final class LineTime {
  private static final int SHORT_BYTES = 4 << 10;
  private static final int LONG_BYTES = Frame.BYTES_MAX;

  /** Quadratic work would be 16. */
  private static final double RATIO_MAX = 2.5;

  /** Above this a pair is taken again, more often: it may have been the machine. */
  private static final double RATIO_DOUBTED = 1.3;

  /** Above this it is said which line it was. */
  private static final double RATIO_TOLD = 1.5;

  private static final int ROUNDS = 2;
  private static final int ROUNDS_DOUBTED = 25;
  private static final int PLACES_MAX = 12;
  private static final String DELIMITERS = " ,;:=|\"'[](){}<>\t/-%#@";
  private static final List<String> FILLERS =
      List.of(
          " ",
          ",",
          ";",
          ":",
          "=",
          "|",
          "\"",
          "\\",
          "[",
          "]",
          "(",
          "<",
          "{",
          "-",
          "/",
          "0",
          "a",
          "\\\"",
          "=\"",
          "a=",
          "a=\"",
          "\",\"",
          "[(",
          "a,",
          "a: ",
          "1.1.1.1 ",
          "](",
          ";a:",
          "a b=",
          ") (",
          "\u0e01");

  private LineTime() {}

  /** One line in two lengths. */
  private record Pair(byte[] shortLine, byte[] longLine) {}

  /** A line to be filled up at a place. */
  private record Filling(String line, int place, String filler) {
    Pair pair() {
      return new Pair(
          filled(line, place, filler, SHORT_BYTES), filled(line, place, filler, LONG_BYTES));
    }
  }

  /** Nanoseconds a byte. */
  private record Cost(double ofShort, double ofLong) {
    double ratio() {
      return ofLong / ofShort;
    }
  }

  /** Measures. */
  public static void main(String[] args) throws IOException {
    Map<String, List<String>> lines = VendorLines.byVendor();
    boolean linear = true;
    System.out.println(
        "| vendor | lines tried | ns a byte at 4 KiB, median | at 64 KiB | dearest at 64 KiB |"
            + " worst ratio |");
    System.out.println("|---|---|---|---|---|---|");
    if (args.length == 0) {
      List<String> all = lines.values().stream().map(List::getFirst).toList();
      linear &= measure("any", Optional.empty(), all);
    }
    for (Map.Entry<String, List<String>> vendor : lines.entrySet()) {
      if (args.length > 0 && !args[0].equals(vendor.getKey())) continue;
      linear &= measure(vendor.getKey(), Optional.of(vendor.getKey()), vendor.getValue());
    }
    if (!linear) System.out.println("not linear");
    System.exit(linear ? 0 : 1);
  }

  private static boolean measure(String name, Optional<String> vendor, List<String> lines) {
    SyslogDecoder decoder = new SyslogDecoder(ZoneId.of("Asia/Bangkok"), source -> vendor);
    List<Filling> pairs = new ArrayList<>();
    for (String line : lines) {
      for (int place : places(line)) {
        for (String filler : FILLERS) {
          pairs.add(new Filling(line, place, filler));
        }
      }
    }
    for (int at = 0; at < pairs.size(); at += 8) { // to warm up
      var _ = cost(decoder, pairs.get(at).pair(), 1);
    }
    List<Double> ofShort = new ArrayList<>();
    List<Double> ofLong = new ArrayList<>();
    double worst = 0;
    Filling worstOf = pairs.getFirst();
    for (Filling filling : pairs) {
      Pair pair = filling.pair();
      Cost cost = cost(decoder, pair, ROUNDS);
      if (cost.ratio() > RATIO_DOUBTED) cost = cost(decoder, pair, ROUNDS_DOUBTED);
      ofShort.add(cost.ofShort);
      ofLong.add(cost.ofLong);
      if (cost.ratio() > worst) worstOf = filling;
      worst = Math.max(worst, cost.ratio());
    }
    ofShort.sort(null);
    ofLong.sort(null);
    System.out.printf(
        "| %s | %,d | %.2f | %.2f | %.2f | %.2f |%n",
        name,
        pairs.size(),
        ofShort.get(pairs.size() / 2),
        ofLong.get(pairs.size() / 2),
        ofLong.getLast(),
        worst);
    if (worst > RATIO_TOLD) {
      System.err.printf(
          "%s: %.2f times with '%s' again and again at %d of %s%n",
          name, worst, worstOf.filler, worstOf.place, worstOf.line);
    }
    return worst <= RATIO_MAX;
  }

  /** The beginning, and behind delimiters, spread over the line. */
  private static List<Integer> places(String line) {
    List<Integer> all = new ArrayList<>();
    for (int at = 0; at < line.length(); at++) {
      if (DELIMITERS.indexOf(line.charAt(at)) >= 0) all.add(at + 1);
    }
    List<Integer> some = new ArrayList<>(List.of(0));
    for (int i = 0; i < PLACES_MAX; i++) {
      int place = all.get((int) ((long) i * all.size() / PLACES_MAX));
      if (!some.contains(place)) some.add(place);
    }
    return some;
  }

  private static byte[] filled(String line, int place, String filler, int bytes) {
    byte[] before = line.substring(0, place).getBytes(StandardCharsets.UTF_8);
    byte[] after = line.substring(place).getBytes(StandardCharsets.UTF_8);
    byte[] unit = filler.getBytes(StandardCharsets.UTF_8);
    int count = (bytes - before.length - after.length) / unit.length;
    byte[] filled = Arrays.copyOf(before, before.length + count * unit.length + after.length);
    for (int i = 0; i < count; i++) {
      System.arraycopy(unit, 0, filled, before.length + i * unit.length, unit.length);
    }
    System.arraycopy(after, 0, filled, filled.length - after.length, after.length);
    return filled;
  }

  /** The least of so many rounds, in each of which both have as many bytes to read. */
  private static Cost cost(SyslogDecoder decoder, Pair pair, int rounds) {
    double ofShort = Double.MAX_VALUE;
    double ofLong = Double.MAX_VALUE;
    int each = LONG_BYTES / SHORT_BYTES;
    for (int round = 0; round < rounds; round++) {
      ofShort = Math.min(ofShort, nanosPerByte(decoder, pair.shortLine, each));
      ofLong = Math.min(ofLong, nanosPerByte(decoder, pair.longLine, 1));
    }
    return new Cost(ofShort, ofLong);
  }

  private static double nanosPerByte(SyslogDecoder decoder, byte[] line, int times) {
    Frame frame =
        new Frame(
            FrameKind.SYSLOG,
            1_795_402_800_000L,
            IpAddress.of("192.0.2.1"),
            514,
            Transport.UDP,
            line);
    long started = System.nanoTime();
    for (int i = 0; i < times; i++) decoder.decode(frame, 7, NoRows.SINK);
    return (System.nanoTime() - started) / ((double) line.length * times);
  }
}
