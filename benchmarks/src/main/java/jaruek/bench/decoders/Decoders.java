package jaruek.bench.decoders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares our decoder with tshark, nfdump and nfacctd on datagrams of softflowd, pmacctd and
 * nfreplay, on sFlow of our own, and on the conformance corpus where it is given.
 *
 * <p>Arguments: a folder for files; the corpus' folder of cases, or {@code -}; a regular expression
 * that selects by the captures' names. Ends with 1 if a difference has no rule.
 */
public final class Decoders {
  private static final long SEED = 20261123;
  private static final int PORT = 2_055;
  private static final int SHOWN_MAX = 3;

  private final Path folder;
  private final Pattern wanted;
  private final List<Difference> differences = new ArrayList<>();

  /** Datagrams of one exporter process, in order. */
  private record Capture(String exporter, String version, List<byte[]> datagrams) {}

  private Decoders(Path folder, Pattern wanted) {
    this.folder = folder;
    this.wanted = wanted;
  }

  /** Runs it all. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Decoders decoders = new Decoders(Path.of(args[0]), Pattern.compile(args[2]));
    decoders.exporters();
    if (!args[1].equals("-")) decoders.corpus(Path.of(args[1]));
    System.exit(decoders.report() ? 0 : 1);
  }

  private void exporters() throws IOException, InterruptedException {
    Path packets = folder.resolve("traffic.pcap");
    long started = System.currentTimeMillis() / 1_000 * 1_000 - 120_000;
    Pcap.write(packets, Traffic.packets(SEED, started));
    Exporters exporters = new Exporters(folder, packets);
    for (int version : new int[] {5, 9, 10}) {
      if (wants("softflowd")) {
        compare(new Capture("softflowd", version(version), exporters.softflowd(version)), true);
      }
      if (wants("pmacctd")) {
        compare(new Capture("pmacctd", version(version), exporters.pmacctd(version)), true);
      }
    }
    if (wants("nfreplay")) replayed(exporters);
    if (wants("sflow")) sampled(started);
  }

  /** What nfcapd stored of pmacctd's datagrams. */
  private void replayed(Exporters exporters) throws IOException, InterruptedException {
    Path stored = folder.resolve("replay");
    Nfdump.capture(stored, exporters.pmacctd(9));
    Path file;
    try (Stream<Path> files = Files.list(stored)) {
      file = files.filter(f -> f.toString().matches(".*nfcapd\\.\\d+")).findFirst().orElseThrow();
    }
    for (int version : new int[] {5, 9}) {
      compare(new Capture("nfreplay", version(version), exporters.nfreplay(file, version)), true);
    }
  }

  private void sampled(long startedMillis) throws IOException, InterruptedException {
    Capture capture =
        new Capture(
            "sflow (our own)", "v5", SflowSource.datagrams(Traffic.packets(SEED, startedMillis)));
    Path files = Files.createDirectories(folder.resolve("sflow"));
    Path pcap = files.resolve("datagrams.pcap");
    Pcap.writeDatagrams(pcap, TsharkSflow.PORT, capture.datagrams());
    List<Row> ours = Ours.decode(capture.datagrams()).rows();
    add(capture, "tshark", ours, TsharkSflow.decode(files, pcap), Difference.all());
  }

  private boolean wants(String name) {
    return wanted.matcher(name).find();
  }

  private static String version(int version) {
    return version == 10 ? "IPFIX" : "v" + version;
  }

  private void corpus(Path cases) throws IOException, InterruptedException {
    List<Path> folders;
    try (Stream<Path> entries = Files.list(cases)) {
      folders = entries.filter(Files::isDirectory).sorted().toList();
    }
    for (Path one : folders) {
      List<byte[]> datagrams = new ArrayList<>();
      try (Stream<Path> files = Files.list(one)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".dat")).sorted().toList()) {
          datagrams.add(Files.readAllBytes(file));
        }
      }
      String name = one.getFileName().toString();
      String version = name.substring(0, name.indexOf('-'));
      if (wants(name)) {
        compare(new Capture(name, version.equals("ipfix") ? "IPFIX" : version, datagrams), false);
      }
    }
  }

  private void compare(Capture capture, boolean withNfacctd)
      throws IOException, InterruptedException {
    Path files =
        Files.createDirectories(
            folder.resolve(capture.exporter().replace(' ', '-') + "-" + capture.version()));
    Path pcap = files.resolve("datagrams.pcap");
    Pcap.writeDatagrams(pcap, PORT, capture.datagrams());
    Ours.Result ours = Ours.decode(capture.datagrams());
    add(capture, "tshark", ours.rows(), Tshark.decode(files, pcap, PORT), Difference.all());
    Set<Field> known = Difference.all();
    known.remove(Field.SAMPLING_INTERVAL);
    add(capture, "nfdump", ours.rows(), Nfdump.decode(files, capture.datagrams()), known);
    if (!withNfacctd) return;
    Set<Field> keyed = EnumSet.copyOf(Nfacctd.KEY);
    keyed.add(Field.BYTES);
    keyed.add(Field.PACKETS);
    add(
        capture,
        "nfacctd",
        Nfacctd.addedUp(ours.rows()),
        Nfacctd.addedUp(Nfacctd.decode(files, pcap)),
        keyed);
  }

  private void add(
      Capture capture, String reference, List<Row> ours, List<Row> theirs, Set<Field> fields) {
    Difference difference =
        new Difference(
            new Difference.Run(capture.exporter(), capture.version(), reference),
            ours,
            theirs,
            fields);
    differences.add(difference);
    System.err.printf(
        "%s %s beside %s: %d rows, theirs %d, equal %d, unexplained %d%n",
        capture.exporter(),
        capture.version(),
        reference,
        ours.size(),
        theirs.size(),
        difference.equal(),
        difference.unexplained().size());
    Map<String, Integer> shown = new TreeMap<>();
    for (String what : difference.unexplained()) {
      String kind = what.substring(0, what.indexOf(':'));
      if (shown.merge(kind, 1, Integer::sum) <= SHOWN_MAX) System.err.println(what);
    }
  }

  /** Whether every difference is explained. */
  private boolean report() {
    Map<Rule, Integer> rules = new TreeMap<>();
    int unexplained = 0;
    System.out.println(
        "| datagrams of | version | beside | equal | differing | fields that differ | why |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Difference difference : differences) {
      Difference.Run run = difference.run();
      String fields =
          difference.byField().entrySet().stream()
              .map(entry -> entry.getKey().word() + " " + entry.getValue())
              .collect(Collectors.joining(", "));
      String why =
          difference.explained().keySet().stream()
              .map(rule -> "" + rule.number())
              .collect(Collectors.joining(", "));
      System.out.printf(
          "| %s | %s | %s | %d | %d | %s | %s |%n",
          run.exporter(),
          run.version(),
          run.reference(),
          difference.equal(),
          difference.differing(),
          fields,
          why + (difference.unexplained().isEmpty() ? "" : " **unexplained**"));
      difference.explained().forEach((rule, count) -> rules.merge(rule, count, Integer::sum));
      unexplained += difference.unexplained().size();
    }
    System.out.println();
    rules.forEach(
        (rule, count) -> System.out.printf("%d. %s (%d)%n", rule.number(), rule.why(), count));
    System.out.println(unexplained + " differences without a rule");
    return unexplained == 0;
  }
}
