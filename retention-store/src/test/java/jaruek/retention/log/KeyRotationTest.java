package jaruek.retention.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
  @TempDir Path folder;
  private Path directory;
  private Path keys;
  private Path secret;
  private Path next;
  private Path open;

  @BeforeEach
  void nameFiles() throws IOException {
    directory = folder.resolve("log");
    keys = Files.createDirectory(folder.resolve("keys"));
    secret = keys.resolve(KeyFiles.PRIVATE_FILE);
    next = keys.resolve(KeyFiles.NEXT_FILE);
    open = keys.resolve(KeyFiles.PUBLIC_FILE);
  }

  private StoreLog open() {
    return open(null);
  }

  private StoreLog open(@Nullable Passphrase passphrase) {
    return StoreLog.open(
        directory,
        new KeyFiles(keys, passphrase, new SecureRandom()),
        InstantSource.fixed(java.time.Instant.ofEpochMilli(7)));
  }

  private String refusal() {
    return assertThrows(LogException.class, this::open).toString();
  }

  private KeyChain chain(@Nullable VerifyingKey known) {
    try (StoreLog log = open()) {
      KeyChain chain = new KeyChain(log.origin(), known);
      List<LogEntry> entries = log.entries();
      for (int i = 0; i < entries.size(); i++) chain.add(i, entries.get(i));
      return chain;
    }
  }

  @Test
  void theFirstEntryStatesTheKeyWhoseDigitsAreTheOrigin() {
    try (StoreLog log = open()) {
      assertEquals(1, log.size());
      assertEquals(LogEntry.key(7, log.verifyingKey()), log.entries().getFirst());
      assertEquals("jaruek-" + log.verifyingKey().fingerprint().substring(0, 12), log.origin());
    }
    try (StoreLog log = open()) {
      assertEquals(1, log.size(), "stated once");
    }
  }

  @Test
  void theNewKeySignsUnderTheOldOriginAndTheChainLeadsToIt() throws IOException {
    VerifyingKey first;
    VerifyingKey third;
    String origin;
    byte[] oldSecret;
    try (StoreLog log = open()) {
      first = log.verifyingKey();
      origin = log.origin();
      oldSecret = Files.readAllBytes(secret);
      VerifyingKey second = log.rotateKey(8);
      assertNotEquals(first, second);
      assertTrue(second.signed(log.checkpointNote().orElseThrow(), origin));
      assertFalse(first.signed(log.checkpointNote().orElseThrow(), origin));
      log.append(LogEntry.stop(9));
      third = log.rotateKey(10);
    }
    assertEquals(third, VerifyingKey.read(open));
    assertFalse(Files.exists(next));
    assertNotEquals(new String(oldSecret, StandardCharsets.US_ASCII), Files.readString(secret));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    try (StoreLog log = open()) {
      assertEquals(origin, log.origin());
      assertEquals(third, log.verifyingKey());
      assertEquals(3, log.keys().size());
      assertEquals(List.of(0L, 1L, 3L), log.keys().stream().map(KeyChain.Link::index).toList());
    }
    KeyChain chain = chain(null);
    assertEquals(third, chain.signer().orElseThrow());
    assertTrue(chain.holds(first));
    assertFalse(chain.holds(SigningKey.ofSeed(new byte[32]).verifyingKey()));
  }

  @Test
  void whereverARotationIsCutOffTheLogDecides() throws IOException {
    VerifyingKey first;
    try (StoreLog log = open()) {
      first = log.verifyingKey();
    }
    byte[] key0 = Files.readAllBytes(secret);
    byte[] pub0 = Files.readAllBytes(open);
    byte[] entries0 = Files.readAllBytes(directory.resolve(StoreLog.ENTRIES_FILE));
    byte[] checkpoint0 = Files.readAllBytes(directory.resolve(StoreLog.CHECKPOINT_FILE));
    VerifyingKey second;
    try (StoreLog log = open()) {
      second = log.rotateKey(8);
    }
    byte[] key1 = Files.readAllBytes(secret);
    byte[] pub1 = Files.readAllBytes(open);
    byte[] entries1 = Files.readAllBytes(directory.resolve(StoreLog.ENTRIES_FILE));
    byte[] checkpoint1 = Files.readAllBytes(directory.resolve(StoreLog.CHECKPOINT_FILE));
    byte[] torn = java.util.Arrays.copyOf(entries1, entries1.length - 9);

    // the next key half written, whole, its entry torn: the first goes on
    stateIs(key0, new byte[] {'-'}, pub0, entries0, checkpoint0, first);
    stateIs(key0, key1, pub0, entries0, checkpoint0, first);
    stateIs(key0, key1, pub0, torn, checkpoint0, first);
    // its entry whole: it signs, whatever of the rest was done
    stateIs(key0, key1, pub0, entries1, checkpoint0, second);
    stateIs(key0, key1, pub0, entries1, checkpoint1, second);
    stateIs(new byte[key0.length], key1, pub0, entries1, checkpoint1, second);
    stateIs(key1, null, pub0, entries1, checkpoint1, second);
    stateIs(key1, null, pub1, entries1, checkpoint1, second);
  }

  private void stateIs(
      byte[] key,
      byte @Nullable [] nextKey,
      byte[] pub,
      byte[] entries,
      byte[] checkpoint,
      VerifyingKey expected)
      throws IOException {
    write(secret, key);
    if (nextKey != null) write(next, nextKey);
    Files.write(open, pub);
    Files.write(directory.resolve(StoreLog.ENTRIES_FILE), entries);
    Files.write(directory.resolve(StoreLog.CHECKPOINT_FILE), checkpoint);
    for (int round = 0; round < 2; round++) {
      try (StoreLog log = open()) {
        assertEquals(expected, log.verifyingKey());
        log.append(LogEntry.stop(9));
        assertTrue(expected.signed(log.checkpointNote().orElseThrow(), log.origin()));
      }
      assertEquals(expected, VerifyingKey.read(open));
      assertFalse(Files.exists(next));
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aRotationWhoseEntryCannotBeWrittenLeavesTheKey() throws IOException {
    try (StoreLog log = open()) {
      VerifyingKey first = log.verifyingKey();
      Files.createDirectory(keys.resolve(KeyFiles.NEXT_FILE + ".new"));
      Files.createFile(keys.resolve(KeyFiles.NEXT_FILE + ".new").resolve("x"));
      assertThrows(LogException.class, () -> log.rotateKey(8));
      assertEquals(first, log.verifyingKey());
      assertEquals(1, log.size());
    }
    open().close();
  }

  @Test
  void aLogFromBeforeKeysWereLoggedOpensAndStatesItsKey() throws IOException {
    SigningKey key = SigningKey.open(secret, open, new SecureRandom());
    try (StoreLog log = StoreLog.open(directory, key, key.verifyingKey().origin())) {
      log.append(LogEntry.start(1, "0.1.0"));
      log.append(LogEntry.stop(2));
    }
    try (StoreLog log = open()) {
      assertEquals(3, log.size());
      assertEquals(key.verifyingKey().origin(), log.origin());
      log.rotateKey(9);
    }
    assertTrue(chain(key.verifyingKey()).holds(key.verifyingKey()));
    try (StoreLog log = open()) {
      assertNotEquals(key.verifyingKey(), log.verifyingKey());
      assertEquals(key.verifyingKey().origin(), log.origin());
    }
  }

  @Test
  void anotherKeyThanTheLogNamesIsRefused() throws IOException {
    open().close();
    SigningKey foreign =
        SigningKey.open(
            folder.resolve("foreign"), folder.resolve("foreign.pub"), new SecureRandom());
    write(secret, Files.readAllBytes(folder.resolve("foreign")));
    assertTrue(refusal().contains("but the log is signed by"));
    Files.delete(secret);
    assertTrue(refusal().contains("is missing: bring it back"));
    assertFalse(foreign.toString().isEmpty());
  }

  @Test
  void aKeyEntryThatTheKeyBeforeDidNotSignBreaksTheChain() {
    SigningKey first = SigningKey.ofSeed(new byte[32]);
    byte[] seed = new byte[32];
    seed[0] = 1;
    SigningKey second = SigningKey.ofSeed(seed);
    String origin = first.verifyingKey().origin();
    List<LogEntry> bad = new ArrayList<>();
    bad.add(LogEntry.key(2, second.verifyingKey())); // unsigned
    bad.add(KeyChain.rotation(2, origin, second, second.verifyingKey())); // by itself
    bad.add(KeyChain.rotation(2, "other", first, second.verifyingKey())); // for another log
    LogEntry.Event good =
        (LogEntry.Event) KeyChain.rotation(2, origin, first, second.verifyingKey());
    for (String field : List.of("ed25519", "public", "previous", "signature")) {
      var fields = new java.util.TreeMap<>(good.fields());
      fields.computeIfPresent(field, (name, text) -> text.replace(text.charAt(3), 'A'));
      bad.add(new LogEntry.Event(2, "key", fields));
      var without = new java.util.TreeMap<>(good.fields());
      without.remove(field);
      bad.add(new LogEntry.Event(2, "key", without));
    }
    for (LogEntry entry : bad) {
      KeyChain chain = new KeyChain(origin, null);
      chain.add(0, LogEntry.key(1, first.verifyingKey()));
      assertThrows(LogException.class, () -> chain.add(1, entry), entry.toString());
      assertEquals(first.verifyingKey(), chain.signer().orElseThrow());
    }
    KeyChain chain = new KeyChain(origin, null);
    chain.add(0, LogEntry.key(1, first.verifyingKey()));
    chain.add(1, good);
    assertEquals(second.verifyingKey(), chain.signer().orElseThrow());
  }

  @Test
  void aKeyUnderAPassphraseOpensWithItAlone() throws Exception {
    Path file = folder.resolve("passphrase");
    write(file, "correct horse battery\n".getBytes(StandardCharsets.US_ASCII));
    Passphrase passphrase = new Passphrase(file);
    open().close();
    assertTrue(Files.readString(secret).contains("BEGIN PRIVATE KEY"));
    open(passphrase).close(); // brought under the passphrase
    assertTrue(Files.readString(secret).contains("BEGIN ENCRYPTED PRIVATE KEY"));
    try (StoreLog log = open(passphrase)) {
      log.rotateKey(8);
    }
    assertTrue(Files.readString(secret).contains("BEGIN ENCRYPTED PRIVATE KEY"));
    open(passphrase).close();
    assertTrue(refusal().contains("passphrase-file"));
    write(file, "another long passphrase".getBytes(StandardCharsets.US_ASCII));
    assertTrue(
        assertThrows(LogException.class, () -> open(passphrase))
            .toString()
            .contains("another one"));
    write(file, "short".getBytes(StandardCharsets.US_ASCII));
    assertTrue(
        assertThrows(LogException.class, () -> open(passphrase)).toString().contains("12 to"));
  }

  @Test
  void opensslOpensTheEncryptedKey() throws Exception {
    Path file = folder.resolve("passphrase");
    write(file, "correct horse battery\n".getBytes(StandardCharsets.US_ASCII));
    open(new Passphrase(file)).close();
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "openssl", "pkey", "-in", "" + secret, "-passin", "file:" + file, "-pubout")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      abort("the Debian package openssl is not installed");
      return;
    }
    byte[] pem = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor(), new String(pem, StandardCharsets.UTF_8));
    assertArrayEquals(Files.readAllBytes(open), pem);
  }

  @Test
  void proofsComeFromTheLogWithoutItsFile() {
    try (StoreLog log = open()) {
      for (int i = 0; i < 20; i++) log.append(LogEntry.stop(i));
      List<byte[]> leaves = log.leafHashes();
      byte[] root = log.root();
      for (int size = 1; size <= leaves.size(); size++) {
        byte[] then = MerkleTree.root(leaves.subList(0, size));
        assertTrue(
            MerkleTree.verifyConsistency(
                size, then, log.size(), root, log.consistencyProof(size, log.size())));
        assertTrue(
            MerkleTree.verifyInclusion(
                leaves.get(size - 1), size - 1, size, log.inclusionProof(size - 1, size), then));
      }
      assertTrue(log.consistencyProof(0, 5).isEmpty());
      assertThrows(IndexOutOfBoundsException.class, () -> log.consistencyProof(3, 99));
    }
  }

  @Test
  void aVerifierKeyIsReadBackFromItsText() {
    VerifyingKey key = SigningKey.ofSeed(new byte[32]).verifyingKey();
    String text = key.text("jaruek-abc");
    assertEquals(key, VerifyingKey.ofText(text));
    assertThrows(LogException.class, () -> VerifyingKey.ofText(text.replace("abc", "abd")));
    assertThrows(LogException.class, () -> VerifyingKey.ofText("x+y"));
    assertThrows(LogException.class, () -> VerifyingKey.ofText("x+00000000+AAAA"));
  }
}
