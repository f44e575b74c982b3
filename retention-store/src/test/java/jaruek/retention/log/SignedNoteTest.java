package jaruek.retention.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The known note is the one of Go's x/mod/sumdb/note, which C2SP signed-note came from. */
class SignedNoteTest {
  private static final String NAME = "PeterNeumann";
  private static final String TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;
  private static final String NOTE =
      TEXT
          + "\n"
          + "— PeterNeumann"
          + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  private static final byte[] TYPED_SEED =
      Base64.getDecoder().decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  private static final SigningKey KEY = SigningKey.ofSeed(Arrays.copyOfRange(TYPED_SEED, 1, 33));

  @Test
  void theKnownKeyHasTheKnownText() {
    assertEquals(
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        KEY.verifyingKey().text(NAME));
  }

  @Test
  void signingGivesTheKnownNoteByteForByte() {
    assertEquals(NOTE, new String(KEY.sign(TEXT, NAME).bytes(), StandardCharsets.UTF_8));
  }

  @Test
  void theKnownNoteIsReadAndVerified() {
    SignedNote note = parse(NOTE);
    assertEquals(TEXT, note.text());
    assertTrue(KEY.verifyingKey().signed(note, NAME));
    assertFalse(KEY.verifyingKey().signed(note, "Peter"));
  }

  @Test
  void aChangedTextOrSignatureDoesNotVerify() {
    assertFalse(KEY.verifyingKey().signed(parse(NOTE.replace("think", "thinK")), NAME));
    assertFalse(KEY.verifyingKey().signed(parse(NOTE.replace("x08go/ZJ", "x08go/ZK")), NAME));
    SigningKey other = SigningKey.ofSeed(new byte[32]);
    assertFalse(other.verifyingKey().signed(parse(NOTE), NAME));
    assertFalse(KEY.verifyingKey().signed(other.sign(TEXT, NAME), NAME));
  }

  @Test
  void aSecondSignatureIsKeptAndBothVerify() {
    SigningKey other = SigningKey.ofSeed(new byte[32]);
    SignedNote second = other.sign(TEXT, "witness.example");
    SignedNote both = parse(NOTE).with(second.signatures().getFirst());
    SignedNote read = SignedNote.parse(both.bytes());
    assertArrayEquals(both.bytes(), read.bytes());
    assertTrue(KEY.verifyingKey().signed(read, NAME));
    assertTrue(other.verifyingKey().signed(read, "witness.example"));
  }

  @Test
  void whatIsNoNoteIsRefusedWithAReason() {
    for (String hostile :
        List.of(
            "",
            "\n",
            "\n\n",
            TEXT,
            TEXT + "\n",
            NOTE.substring(0, NOTE.length() - 1),
            NOTE + "\n",
            NOTE.replace("— ", "- "),
            NOTE.replace("— Peter", "—  Peter"),
            NOTE.replace("PeterN", "Peter+N"),
            NOTE.replace("AM=", "AN="),
            NOTE.replace("AM=", "A"),
            NOTE.replace("problem,", "problem\t,"),
            TEXT + "\n— x AAAA\n",
            TEXT + "\n— x AAAAAA==\n",
            TEXT + "\n" + "— x AAAAAAA=\n".repeat(101))) {
      assertThrows(LogException.class, () -> parse(hostile), hostile);
    }
    byte[] latin = NOTE.getBytes(StandardCharsets.UTF_8);
    latin[3] = (byte) 0xff;
    assertThrows(LogException.class, () -> SignedNote.parse(latin));
    assertThrows(LogException.class, () -> SignedNote.parse(new byte[SignedNote.BYTES_MAX + 1]));
  }

  @Test
  void aHundredSignaturesAreRead() {
    assertEquals(100, parse(TEXT + "\n" + "— x AAAAAAA=\n".repeat(100)).signatures().size());
  }

  @Test
  void randomChangesOfANoteNeverVerifyAndNeverSurprise() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20);
    byte[] original = NOTE.getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = original.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      readHostile(bytes);
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      readHostile(noise);
    }
  }

  @FuzzTest
  void readsAnything(byte[] bytes) {
    readHostile(bytes);
  }

  private static void readHostile(byte[] bytes) {
    SignedNote note;
    try {
      note = SignedNote.parse(bytes);
    } catch (LogException e) {
      return;
    }
    assertArrayEquals(bytes, note.bytes());
    assertFalse(KEY.verifyingKey().signed(note, NAME) && !note.text().equals(TEXT));
    try {
      assertEquals(note.text(), Checkpoint.parse(note.text()).text());
    } catch (LogException e) {
      assertFalse(e.toString().isEmpty());
    }
  }

  @Test
  void aCheckpointIsReadAsItWasWritten() {
    ChainHead head = new ChainHead(new JournalPosition(4711), MerkleTree.leafHash(new byte[3]));
    byte[] root = MerkleTree.root(List.of());
    Checkpoint checkpoint = Checkpoint.of("school.example/jaruek", 12, root, head);
    Checkpoint read = Checkpoint.parse(checkpoint.text());
    assertEquals(checkpoint, read);
    assertEquals(Optional.of(head), read.journalHead());
    assertEquals(
        "school.example/jaruek\n12\n"
            + "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\njournal 4711 "
            + head.hex()
            + "\n",
        checkpoint.text());
  }

  @Test
  void aCheckpointOfAnotherToolWithoutOurLineIsRead() {
    Checkpoint read =
        Checkpoint.parse("example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    assertEquals(Optional.empty(), read.journalHead());
  }

  @Test
  void whatIsNoCheckpointIsRefused() {
    String root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    for (String hostile :
        List.of(
            "a\n1\n",
            "a\n1\n" + root,
            "a\n01\n" + root + "\n",
            "a\n-1\n" + root + "\n",
            "a\n+1\n" + root + "\n",
            "a\n9999999999999999999\n" + root + "\n",
            "a\n1\nAAAA\n",
            "a b\n1\n" + root + "\n",
            "\n1\n" + root + "\n",
            "a\n1\n" + root + "\n\n")) {
      assertThrows(LogException.class, () -> Checkpoint.parse(hostile), hostile);
    }
    Checkpoint bad = Checkpoint.parse("a\n1\n" + root + "\njournal x y\n");
    assertThrows(LogException.class, bad::journalHead);
  }

  private static SignedNote parse(String note) {
    return SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
  }
}
