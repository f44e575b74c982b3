package jaruek.retention.verify.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.OutsideCheckpoint;
import jaruek.retention.verify.VerificationProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody may do to an evidence file: both verifiers find it at the same place. What they
 * said stands in docs/attacks.md; {@code -Djaruek.attacks.write=true} writes it there.
 */
final class EvidenceAttackTest {
  private static final Path PAGE =
      Path.of(System.getProperty("jaruek.root", "..")).resolve("docs/attacks.md");
  private static final String BEGIN = "<!-- file: written by EvidenceAttackTest -->\n";
  private static final String END = "<!-- end of file -->\n";
  private static final String ROWS = "rows/traffic.ndjson";
  private static final String PROOFS = "proofs/traffic-0000000003.proof";

  @TempDir static Path folder;
  private static Path verifier;
  private static Path good;
  private static Path other;
  private static final Map<Integer, String> TABLE = new TreeMap<>();

  private interface Attack {
    void on(Map<String, byte[]> entries) throws IOException;
  }

  @BeforeAll
  static void makeExports() throws IOException, InterruptedException {
    verifier = Python.script(folder, "verify.py");
    Path maker = Python.script(folder, "make_export.py");
    good = folder.resolve("good.zip");
    other = folder.resolve("other.zip");
    for (Path file : List.of(good, other)) {
      Python.Done done = Python.run(maker, List.of(file.toString(), "rows=100", "stamp=0"));
      assertEquals(0, done.status(), done.err());
    }
    Files.write(folder.resolve("other.pub"), Zips.read(other).get("keys/store.pub"));
  }

  @AfterAll
  static void compareThePage() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("| attack on an evidence file | `jaruek verify` | `verify.py` |\n|---|---|---|\n");
    TABLE.values().forEach(line -> table.append(line).append('\n'));
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (Boolean.getBoolean("jaruek.attacks.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    } else {
      assertEquals(page.substring(from, to), table.toString(), "docs/attacks.md is not up to date");
    }
  }

  private void found(int number, String name, String where, Attack attack) throws Exception {
    Map<String, byte[]> entries = Zips.read(good);
    attack.on(entries);
    Path file = folder.resolve("attack.zip");
    Zips.write(file, entries);
    judge(number, name, where, file);
  }

  private void judge(int number, String name, String where, Path file, String... options)
      throws Exception {
    VerifyingKey key = null;
    List<OutsideCheckpoint> outside = new ArrayList<>();
    for (int i = 0; i < options.length; i += 2) {
      Path path = Path.of(options[i + 1]);
      if (options[i].equals("--key")) key = VerifyingKey.read(path);
      else outside.add(new OutsideCheckpoint(path.toString(), Files.readAllBytes(path)));
    }
    String java =
        new EvidenceVerifier(key, outside, (note, token, authority) -> Instant.EPOCH)
            .verify(file, VerificationProgress.NONE)
            .firstFault()
            .map(Finding::toString)
            .orElse("");
    List<String> arguments = new ArrayList<>(List.of(file.toString()));
    arguments.addAll(List.of(options));
    Python.Done done = Python.run(verifier, arguments);
    assertEquals(where.isEmpty() ? 0 : 1, done.status(), name + ": " + done);
    String first = done.first();
    String python = first.startsWith("CHANGED: ") ? first.substring("CHANGED: ".length()) : "";
    if (where.isEmpty()) assertEquals("", java + python, name);
    else {
      assertTrue(java.startsWith(where + ": "), name + ": " + java);
      assertTrue(python.startsWith(where + ": "), name + ": " + done);
    }
    TABLE.put(number, "| " + name + " | " + cell(java) + " | " + cell(python) + " |");
  }

  private static String cell(String said) {
    if (said.isEmpty()) return "unchanged";
    return said.replaceAll("[0-9a-f]{64}", "HASH")
        .replace(folder.toString() + "/", "")
        .replaceAll("jaruek-[0-9a-f]{12}", "ORIGIN")
        .replace("|", "\\|");
  }

  private static void replace(Map<String, byte[]> e, String name, String old, String with) {
    String text = Zips.text(e, name);
    assertTrue(text.contains(old), text);
    Zips.put(e, name, text.replace(old, with));
  }

  private static List<String> lines(Map<String, byte[]> e, String name) {
    return new ArrayList<>(Zips.text(e, name).lines().toList());
  }

  private static void put(Map<String, byte[]> e, String name, List<String> lines) {
    Zips.put(e, name, String.join("\n", lines) + "\n");
  }

  private static void flip(Map<String, byte[]> e, String name, int at) {
    Objects.requireNonNull(e.get(name))[at] ^= 1;
  }

  private static void sum(Map<String, byte[]> e, String name) {
    List<String> lines = lines(e, "SHA256SUMS");
    byte[] digest = MerkleAccumulator.sha256().digest(e.get(name));
    lines.replaceAll(
        l -> l.endsWith("  " + name) ? HexFormat.of().formatHex(digest) + "  " + name : l);
    put(e, "SHA256SUMS", lines);
  }

  @Test
  void nothingIsFoundInAGoodOne() throws Exception {
    found(1, "none", "", e -> {});
  }

  @Test
  void changedRowsAreFound() throws Exception {
    String third = ROWS + ", line 3 (segment 3, row 22)";
    found(10, "one bit in a row", third, e -> replace(e, ROWS, "\"packets\":22", "\"packets\":23"));
    found(
        11,
        "a row added",
        ROWS + ", line 2 (segment 3, row 1)",
        e -> {
          List<String> lines = lines(e, ROWS);
          lines.add(1, lines.getFirst().replace("\"index\":0", "\"index\":1"));
          put(e, ROWS, lines);
        });
    found(
        12,
        "a row removed",
        PROOFS + ", line 8",
        e -> {
          List<String> lines = lines(e, ROWS);
          lines.remove(1);
          put(e, ROWS, lines);
        });
    found(
        13,
        "a row removed with its proof",
        ROWS,
        e -> {
          List<String> lines = lines(e, ROWS);
          lines.remove(1);
          put(e, ROWS, lines);
          List<String> proofs = lines(e, PROOFS);
          proofs.removeIf(line -> line.startsWith("row 11 "));
          put(e, PROOFS, proofs);
        });
    found(
        14,
        "a row changed together with its proof",
        third,
        e -> {
          replace(e, ROWS, "\"packets\":22", "\"packets\":23");
          List<String> proofs = lines(e, PROOFS);
          proofs.replaceAll(l -> l.startsWith("row 22 ") ? l.replace(l.charAt(12), 'A') : l);
          put(e, PROOFS, proofs);
        });
    found(
        15,
        "a row with the proof of another",
        ROWS + ", line 2 (segment 3, row 11)",
        e -> {
          List<String> proofs = lines(e, PROOFS);
          String of22 =
              proofs.stream().filter(l -> l.startsWith("row 22 ")).findFirst().orElseThrow();
          proofs.replaceAll(
              l -> l.startsWith("row 11 ") ? of22.replaceFirst("row 22", "row 11") : l);
          put(e, PROOFS, proofs);
        });
    found(
        16,
        "rows reordered",
        PROOFS + ", line 8",
        e -> {
          List<String> lines = lines(e, ROWS);
          Collections.swap(lines, 1, 2);
          put(e, ROWS, lines);
        });
    found(
        17,
        "a cell of the CSV changed",
        "rows/traffic.csv, row 3",
        e -> replace(e, "rows/traffic.csv", "22000,22,", "22000,23,"));
    found(
        18,
        "a cell of the CSV changed, and its line in SHA256SUMS",
        "SHA256SUMS",
        e -> {
          replace(e, "rows/traffic.csv", "22000,22,", "22000,23,");
          sum(e, "rows/traffic.csv");
        });
    found(19, "one bit in the report", "report.pdf", e -> flip(e, "report.pdf", 99));
  }

  @Test
  void changesOfTheLogAreFound() throws Exception {
    found(
        30,
        "one bit in a manifest",
        "segments/0000000003/manifest.json",
        e -> flip(e, "segments/0000000003/manifest.json", 60));
    found(
        31,
        "one bit in a log entry",
        "log/entries.ndjson, line 1 (entry 0)",
        e ->
            replace(
                e,
                "log/entries.ndjson",
                "\\\"atMillis\\\":1795420000000,\\\"fields\\\":{\\\"ed",
                "\\\"atMillis\\\":1795420000001,\\\"fields\\\":{\\\"ed"));
    found(32, "one bit in the checkpoint", "log/checkpoint", e -> flip(e, "log/checkpoint", 20));
    found(
        33,
        "the log's entries and checkpoint of another store",
        "log/checkpoint",
        e -> {
          Map<String, byte[]> its = Zips.read(other);
          for (String name : List.of("log/checkpoint", "log/entries.ndjson", "keys/store.pub")) {
            e.put(name, its.get(name));
          }
        });
    found(
        34,
        "the key in the file exchanged",
        "keys/store.pub",
        e -> e.put("keys/store.pub", Zips.read(other).get("keys/store.pub")));
    judge(
        35,
        "a foreign key",
        "keys/store.pub",
        good,
        "--key",
        folder.resolve("other.pub").toString());
    judge(
        36,
        "a checkpoint of another store given from outside",
        "--checkpoint " + folder.resolve("other.zip.note"),
        good,
        "--checkpoint",
        folder.resolve("other.zip.note").toString());
    found(
        37,
        "an older cosigned head of another history",
        "log/witnesses/10-prov.note",
        e ->
            e.put(
                "log/witnesses/10-prov.note", Zips.read(other).get("log/witnesses/10-prov.note")));
  }

  @Test
  void hostileContainersAreRefused() throws Exception {
    found(50, "an entry that points outside", "container", e -> e.put("../../x", new byte[3]));
    found(51, "an entry with an absolute name", "container", e -> e.put("/etc/x", new byte[3]));
    found(52, "a zip bomb", "report.pdf", e -> e.put("report.pdf", new byte[200 << 20]));
    found(53, "an entry that does not belong there", "x.exe", e -> e.put("x.exe", new byte[3]));
    Path cut = folder.resolve("cut.zip");
    byte[] bytes = Files.readAllBytes(good);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 100));
    judge(54, "the file cut short", "container", cut);
  }
}
