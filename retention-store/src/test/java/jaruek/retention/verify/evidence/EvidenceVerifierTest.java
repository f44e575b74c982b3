package jaruek.retention.verify.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.verify.Finding;
import jaruek.retention.verify.OutsideCheckpoint;
import jaruek.retention.verify.VerificationProgress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both verifiers, on files made by a third program that follows docs/evidence-format.md alone: the
 * same verdict and the same first finding.
 */
class EvidenceVerifierTest {
  @TempDir static Path folder;
  private static Path verifier;
  private static Path good;

  private interface Change {
    void to(Map<String, byte[]> entries) throws IOException;
  }

  @BeforeAll
  static void makeExport() throws IOException, InterruptedException {
    verifier = Python.script(folder, "verify.py");
    good = folder.resolve("good.zip");
    make(good, "rows=300");
  }

  private static void make(Path file, String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(file.toString()));
    arguments.addAll(List.of(options));
    Python.Done done = Python.run(Python.script(folder, "make_export.py"), arguments);
    assertEquals(0, done.status(), done.err());
  }

  private static EvidenceReport java(Path file, OutsideCheckpoint... outside) throws IOException {
    return new EvidenceVerifier(null, List.of(outside), (note, token, authority) -> Instant.EPOCH)
        .verify(file, VerificationProgress.NONE);
  }

  private static void assertUnchanged(Path file) throws IOException, InterruptedException {
    EvidenceReport report = java(file);
    assertTrue(report.intact(), () -> report.firstFault().toString());
    Python.Done done = Python.run(verifier, List.of(file.toString()));
    assertEquals(0, done.status(), done.out() + done.err());
    assertTrue(done.first().startsWith("UNCHANGED"), done.out());
  }

  private static void assertChanged(Path file, String where) throws Exception {
    Finding fault = java(file).firstFault().orElseThrow(() -> new AssertionError("unchanged"));
    Python.Done done = Python.run(verifier, List.of(file.toString()));
    assertEquals(1, done.status(), done.out() + done.err());
    assertEquals(where, fault.where(), fault::toString);
    String expected = "CHANGED: " + where + ": ";
    assertTrue(done.first().startsWith(expected), done.out() + " instead of " + fault);
  }

  private static void assertChanged(String where, Change change) throws Exception {
    Map<String, byte[]> entries = Zips.read(good);
    change.to(entries);
    Path file = folder.resolve("changed.zip");
    Zips.write(file, entries);
    assertChanged(file, where);
  }

  private static void replace(Map<String, byte[]> entries, String name, String old, String with) {
    String text = Zips.text(entries, name);
    assertTrue(text.contains(old), text);
    Zips.put(entries, name, text.replaceFirst(Pattern.quote(old), with));
  }

  @Test
  void anUntouchedFileIsUnchangedForBoth() throws Exception {
    assertUnchanged(good);
    EvidenceReport.Facts facts = Objects.requireNonNull(java(good).facts());
    assertEquals("2569-0001-1", facts.id());
    assertEquals(Map.of("traffic", 29L, "messages", 1L, "identity", 0L), facts.rows());
    assertEquals(15, facts.logSize());
  }

  @Test
  void smallAndLargeOnesAndThoseWithoutWitnessesAreUnchanged() throws Exception {
    for (String options :
        List.of("rows=1 step=1", "rows=1024 step=1", "rows=3000 step=512", "rotate=0 witness=0")) {
      Path file = folder.resolve("other.zip");
      make(file, (options + " stamp=0").split(" "));
      assertUnchanged(file);
    }
  }

  @Test
  void aNewerFormatIsSaidToBeTooNew() throws Exception {
    Path file = folder.resolve("new.zip");
    make(file, "format=jaruek-export/2", "stamp=0", "rows=9");
    assertChanged(file, "export.json");
    assertTrue(java(file).firstFault().orElseThrow().what().startsWith("is too new"));
  }

  @Test
  void aChangedRowIsNamedWithItsLine() throws Exception {
    assertChanged(
        "rows/traffic.ndjson, line 3 (segment 3, row 22)",
        e -> replace(e, "rows/traffic.ndjson", "\"sourcePort\":1046", "\"sourcePort\":1047"));
    assertChanged(
        "rows/messages.ndjson, line 1 (segment 4, row 0)",
        e -> replace(e, "rows/messages.ndjson", "ไทย", "ไทx"));
  }

  @Test
  void rowsThatAreRemovedAddedOrMovedAreNamed() throws Exception {
    assertChanged(
        "proofs/traffic-0000000003.proof, line 8",
        e -> {
          List<String> lines =
              new ArrayList<>(Zips.text(e, "rows/traffic.ndjson").lines().toList());
          lines.remove(1);
          Zips.put(e, "rows/traffic.ndjson", String.join("\n", lines) + "\n");
        });
    assertChanged(
        "rows/traffic.ndjson, line 2 (segment 3, row 1)",
        e -> {
          List<String> lines =
              new ArrayList<>(Zips.text(e, "rows/traffic.ndjson").lines().toList());
          lines.add(1, lines.getFirst().replace("\"index\":0", "\"index\":1"));
          Zips.put(e, "rows/traffic.ndjson", String.join("\n", lines) + "\n");
        });
    assertChanged(
        "proofs/traffic-0000000003.proof, line 8",
        e -> {
          List<String> lines =
              new ArrayList<>(Zips.text(e, "rows/traffic.ndjson").lines().toList());
          Collections.swap(lines, 1, 2);
          Zips.put(e, "rows/traffic.ndjson", String.join("\n", lines) + "\n");
        });
  }

  @Test
  void everyTextualEntryIsCheckedToItsLastByte() throws Exception {
    for (String name : Zips.read(good).keySet()) {
      if (name.startsWith("log/timestamps")
          || name.equals("log/checkpoint")
          || name.startsWith("keys/timestamp")) continue; // signature lines of others, and tokens
      Map<String, byte[]> entries = Zips.read(good);
      byte[] bytes = Objects.requireNonNull(entries.get(name));
      bytes[bytes.length / 2] ^= 1;
      Path file = folder.resolve("flipped.zip");
      Zips.write(file, entries);
      String where = java(file).firstFault().orElseThrow(() -> new AssertionError(name)).where();
      assertChanged(file, where);
      boolean exact = !name.startsWith("keys/") && !name.startsWith("proofs/");
      assertTrue(where.startsWith(name) || !exact, name + " got " + where);
    }
  }

  @Test
  void missingAndAddedEntriesAreNamed() throws Exception {
    for (String name : Zips.read(good).keySet()) {
      if (name.startsWith("log/timestamps") || name.startsWith("log/witnesses")) continue;
      Map<String, byte[]> entries = Zips.read(good);
      entries.remove(name);
      Path file = folder.resolve("fewer.zip");
      Zips.write(file, entries);
      EvidenceReport report = java(file);
      if (name.startsWith("keys/timestamp")) continue;
      assertChanged(file, report.firstFault().orElseThrow(() -> new AssertionError(name)).where());
    }
    assertChanged("extra.txt", e -> e.put("extra.txt", new byte[3]));
    assertChanged("rows/identity.ndjson", e -> e.put("rows/identity.ndjson", new byte[0]));
    assertChanged(
        "segments/0000000009/manifest.json",
        e -> e.put("segments/0000000009/manifest.json", new byte[3]));
    assertChanged(
        "proofs/traffic-0000000009.proof",
        e -> e.put("proofs/traffic-0000000009.proof", new byte[3]));
  }

  @Test
  void hostileContainersAreRefused() throws Exception {
    assertChanged("container", e -> e.put("../evil", new byte[3]));
    assertChanged("container", e -> e.put("/etc/passwd", new byte[3]));
    assertChanged("container", e -> e.put("rows/../../evil", new byte[3]));
    assertChanged("container", e -> e.put("rows\\evil", new byte[3]));
    assertChanged("container", e -> e.put("rows/", new byte[0]));
    assertChanged("report.pdf", e -> e.put("report.pdf", new byte[60 << 20]));
    assertChanged("README.txt", e -> e.put("README.txt", new byte[(64 << 20) + 1]));
    byte[] bytes = Files.readAllBytes(good);
    Path file = folder.resolve("broken.zip");
    for (int length : new int[] {0, 1, 21, 22, bytes.length / 2, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertChanged(file, "container");
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertChanged(file, "container");
  }

  @Test
  void directoriesThatHaveTwoReadingsAreRefused() throws Exception {
    Path file = folder.resolve("two.zip");
    byte[] bytes = Files.readAllBytes(good);
    ByteBuffer zip = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int directory = zip.getInt(bytes.length - 6);
    String first = name(zip, directory);
    zip.putInt(directory + 38, 0xa1ff0000); // a symbolic link
    Files.write(file, zip.array());
    assertChanged(file, first);
    zip = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    zip.put(30, (byte) 'X'); // the local header names another file
    Files.write(file, zip.array());
    assertChanged(file, first);
    int second = directory + 46 + zip.getShort(directory + 28);
    zip = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(second + 42, 0); // two entries share their bytes
    Files.write(file, zip.array());
    assertChanged(file, first);
    zip = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(directory + 24, zip.getInt(directory + 24) - 1); // it is longer than it says
    Files.write(file, zip.array());
    assertChanged(file, first);
    Map<String, byte[]> twice = new LinkedHashMap<>(Zips.read(good));
    twice.put("export.jsoo", twice.get("export.json"));
    Zips.write(file, twice);
    byte[] renamed =
        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
            .replace("export.jsoo", "export.json")
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, renamed);
    assertChanged(file, "export.json");
  }

  private static String name(ByteBuffer zip, int at) {
    byte[] name = new byte[zip.getShort(at + 28)];
    zip.get(at + 46, name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  @Test
  void aCheckpointFromOutsideIsHeldAgainstTheFile() throws Exception {
    Path note = folder.resolve("good.zip.note");
    byte[] bytes = Files.readAllBytes(note);
    assertTrue(java(good, new OutsideCheckpoint("x", bytes)).intact());
    Path other = folder.resolve("second.zip");
    make(other, "stamp=0", "rows=30");
    byte[] foreign = Files.readAllBytes(folder.resolve("second.zip.note"));
    Finding fault = java(good, new OutsideCheckpoint("x", foreign)).firstFault().orElseThrow();
    assertEquals("--checkpoint x", fault.where());
    assertTrue(fault.what().startsWith("is a checkpoint of another store"), fault::toString);
    Python.Done done =
        Python.run(
            verifier,
            List.of(good.toString(), "--checkpoint", folder.resolve("second.zip.note").toString()));
    assertEquals(1, done.status(), done.err());
    assertTrue(done.first().contains("is a checkpoint of another store"), done.out());
  }
}
