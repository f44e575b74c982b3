package jaruek.retention.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.SigningKey;
import jaruek.retention.proof.ProofException;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.record.Dataset;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.evidence.EvidenceReport;
import jaruek.retention.verify.evidence.EvidenceVerifier;
import jaruek.retention.verify.evidence.Python;
import jaruek.retention.verify.evidence.PythonVerifier;
import jaruek.retention.verify.evidence.TokenCheck;
import jaruek.retention.verify.evidence.Zips;
import jaruek.retention.witness.TimeStampToken;
import jaruek.retention.witness.WitnessException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Evidence files changed at random, from a seed: each verifier ends with a verdict in words, both
 * with the same one at the same place, and what was changed is never unchanged. So many rounds of
 * each kind as {@code -Djaruek.fuzz.rounds} says, from {@code -Djaruek.fuzz.seed}.
 */
class EvidenceFuzzTest {
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 60);
  private static final long SEED = Long.getLong("jaruek.fuzz.seed", 1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENTRIES = "log/entries.ndjson";

  @TempDir static Path folder;
  private static PythonVerifier python;
  private static Path real;
  private static Path stamped;
  private static SigningKey key;

  @BeforeAll
  static void makeFiles() throws IOException, InterruptedException {
    python = new PythonVerifier(folder);
    real = folder.resolve("real.zip");
    try (ExportStore store = new ExportStore(folder.resolve("store"))) {
      store.seal(12, 1, Dataset.values());
      store.seal(1_030, 2, Dataset.IDENTITY);
      store.seal(5, 3, Dataset.TRAFFIC, Dataset.MESSAGES);
      RowChoice some =
          (dataset, segment) ->
              segment.id() == 1
                  ? new jaruek.retention.query.Condition.Between(dataset.frame(), 1_020, 1_025)
                  : jaruek.retention.query.Condition.all();
      store.write(ExportStore.order(some, "somying", Dataset.values()), real);
    }
    Path keys = folder.resolve("store/keys");
    key = SigningKey.open(keys.resolve("log.key"), keys.resolve("log.pub"), new SecureRandom());
    stamped = folder.resolve("stamped.zip");
    Python.Done made =
        Python.run(Python.script(folder, "make_export.py"), List.of(stamped.toString(), "rows=30"));
    assertEquals(0, made.status(), made.err());
  }

  @AfterAll
  static void stop() throws IOException {
    python.close();
  }

  @FuzzTest
  void anyBytesGetAVerdictInWords(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("jaruek-fuzz-", ".zip");
    try {
      Files.write(file, bytes);
      java(file).firstFault().ifPresent(fault -> assertFalse(fault.what().isBlank()));
    } finally {
      Files.delete(file);
    }
  }

  @FuzzTest
  void anyProofsAreReadOrRefusedInWords(byte[] bytes) {
    proofs(bytes);
  }

  private static void proofs(byte[] bytes) {
    try {
      ProofReader reader = new ProofReader(new ByteArrayInputStream(bytes), "x.proof");
      long last = -1;
      for (var row = reader.next(); row.isPresent(); row = reader.next()) {
        assertTrue(row.get().index() > last && row.get().index() < reader.table().leaves());
        row.get().proves(new byte[32], reader.table());
        last = row.get().index();
      }
    } catch (ProofException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith("x.proof, line "), e::toString);
    }
  }

  private static EvidenceReport java(Path file) throws IOException {
    return new EvidenceVerifier(null, List.of(), EvidenceFuzzTest::time)
        .verify(file, VerificationProgress.NONE);
  }

  private static Instant time(byte[] note, byte[] token, byte[] authority)
      throws TokenCheck.InvalidToken {
    try {
      Path pem = Files.write(folder.resolve("authority.pem"), authority);
      TimeStampToken read = TimeStampToken.parse(token);
      read.verify(note, TimeStampToken.authorities(pem));
      return read.time();
    } catch (WitnessException | IOException e) {
      throw new TokenCheck.InvalidToken(String.valueOf(e.getMessage()), e);
    }
  }

  /** Both say the same; gives whether it is unchanged. */
  private static boolean judged(Path file, String how) throws IOException {
    EvidenceReport report = java(file);
    Finding fault = report.fault();
    String said = python.ask(file);
    if (fault == null) {
      assertEquals("UNCHANGED", said, how);
      return true;
    }
    assertFalse(fault.what().isBlank(), how);
    String[] words = said.split("\t", -1);
    assertEquals("CHANGED", words[0], () -> how + ": " + said + " instead of " + fault);
    assertEquals(fault.where(), words[1], () -> how + ": " + said + " instead of " + fault);
    return false;
  }

  @Test
  void aZipWithChangedBytesIsNeverUnchanged() throws IOException {
    Path file = folder.resolve("bytes.zip");
    for (int round = 0; round < ROUNDS; round++) {
      String how = "zip, seed " + SEED + ", round " + round;
      RandomGenerator random = new SplittableRandom(SEED << 32 | round);
      Path good = round % 2 == 0 ? real : stamped;
      byte[] bad = new Mutations(random).ofZip(Files.readAllBytes(good));
      Files.write(file, bad);
      // what no reader looks at (times, versions) may be unchanged, but never other content
      if (judged(file, how)) assertEquals(contents(good), contents(file), how);
    }
  }

  private static Map<String, String> contents(Path zip) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (EvidenceFile file = new EvidenceFile(zip)) {
      for (String name : file.names()) contents.put(name, sha256(file.bytes(name)));
    }
    return contents;
  }

  private static String sha256(byte[] bytes) {
    MessageDigest digest = ExportZip.sha256();
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  @Test
  void aChangedEntryIsNeverUnchanged() throws IOException {
    Path file = folder.resolve("entry.zip");
    List<Map<String, byte[]>> good = List.of(Zips.read(real), Zips.read(stamped));
    for (int round = 0; round < ROUNDS; round++) {
      RandomGenerator random = new SplittableRandom(SEED << 32 | 1L << 31 | round);
      Map<String, byte[]> entries = new TreeMap<>(good.get(round % 2));
      String name = changed(entries, random);
      if (random.nextInt(4) == 0 && !name.equals("SHA256SUMS")) sums(entries);
      String how = name + ", seed " + SEED + ", round " + round;
      Zips.write(file, entries);
      boolean unchanged = judged(file, how);
      // of a key or a note the content is what was read: white space, another's signature
      assertFalse(unchanged && !name.startsWith("keys/") && !name.startsWith("log/"), how);
    }
  }

  private static String changed(Map<String, byte[]> entries, RandomGenerator random) {
    List<String> names = new ArrayList<>(entries.keySet());
    String name = names.get(random.nextInt(names.size()));
    entries.put(name, new Mutations(random).of(Objects.requireNonNull(entries.get(name))));
    return name;
  }

  private static void sums(Map<String, byte[]> entries) {
    StringBuilder sums = new StringBuilder();
    for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
      String name = entry.getKey();
      if (name.equals("SHA256SUMS") || name.startsWith("log/") || name.startsWith("keys/"))
        continue;
      sums.append(sha256(entry.getValue())).append("  ").append(name).append('\n');
    }
    Zips.put(entries, "SHA256SUMS", sums.toString());
  }

  /** Here the attacker has the key: what he made may be good, but both must say the same. */
  @Test
  void bothSayTheSameOfWhatIsSealedAnewWithTheKey() throws IOException {
    Path file = folder.resolve("resealed.zip");
    Map<String, byte[]> good = Zips.read(real);
    resealed(good, List.of());
    Zips.write(file, good);
    assertTrue(judged(file, "resealed"), "nothing was changed");
    for (int round = 0; round < ROUNDS; round++) {
      RandomGenerator random = new SplittableRandom(SEED << 32 | 3L << 30 | round);
      Map<String, byte[]> entries = new TreeMap<>(Zips.read(real));
      List<String> texts = texts(entries);
      String what;
      if (random.nextInt(3) == 0) {
        int at = random.nextInt(texts.size());
        byte[] bad = new Mutations(random).of(texts.get(at).getBytes(StandardCharsets.UTF_8));
        texts.set(at, new String(bad, StandardCharsets.UTF_8));
        what = "log entry " + at + ": " + texts.get(at);
      } else {
        what = changed(entries, random);
      }
      String how = what + ", seed " + SEED + ", round " + round;
      resealed(entries, texts);
      Zips.write(file, entries);
      judged(file, how);
    }
  }

  private static List<String> texts(Map<String, byte[]> entries) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String line : Zips.text(entries, ENTRIES).lines().toList()) {
      JsonNode json = JSON.readTree(line);
      texts.add(json.path("entry").asText());
    }
    return texts;
  }

  /** Hashes, the log with these entries and its signature are made anew. */
  private static void resealed(Map<String, byte[]> entries, List<String> given) throws IOException {
    List<String> texts = new ArrayList<>(given.isEmpty() ? texts(Zips.read(real)) : given);
    sums(entries);
    String sums = sha256(Objects.requireNonNull(entries.get("SHA256SUMS")));
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      for (long id = 0; id < 3; id++) {
        byte[] manifest = entries.get("segments/%010d/manifest.json".formatted(id));
        if (manifest != null && text.contains("\"id\":" + id + ",")) {
          text = hashed(text, "manifestSha256", sha256(manifest));
        }
      }
      texts.set(i, i == texts.size() - 1 ? hashed(text, "sha256", sums) : text);
    }
    List<byte[]> leaves = new ArrayList<>();
    for (String text : texts) {
      leaves.add(MerkleTree.leafHash(text.getBytes(StandardCharsets.UTF_8)));
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      var line = JSON.createObjectNode().put("index", i).put("entry", texts.get(i));
      var proof = line.putArray("proof");
      MerkleTree.inclusionProof(leaves, i).forEach(h -> proof.add(base64(h)));
      lines.append(JSON.writeValueAsString(line)).append('\n');
    }
    Zips.put(entries, ENTRIES, lines.toString());
    String origin = Zips.text(Zips.read(real), "log/checkpoint").lines().findFirst().orElseThrow();
    String head = origin + "\n" + texts.size() + "\n" + base64(MerkleTree.root(leaves)) + "\n";
    entries.put("log/checkpoint", key.sign(head, origin).bytes());
  }

  private static String hashed(String text, String field, String sha256) {
    return text.replaceFirst(
        "\"" + field + "\":\"[0-9a-f]{64}\"", "\"" + field + "\":\"" + sha256 + "\"");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void changedProofsAreReadOrRefusedInWords() throws IOException {
    Map<String, byte[]> entries = Zips.read(real);
    List<byte[]> good =
        entries.entrySet().stream()
            .filter(e -> e.getKey().startsWith("proofs/"))
            .map(Map.Entry::getValue)
            .toList();
    for (int round = 0; round < ROUNDS * 50; round++) {
      RandomGenerator random = new SplittableRandom(SEED << 32 | 1L << 30 | round);
      proofs(new Mutations(random).of(good.get(round % good.size())));
    }
  }
}
