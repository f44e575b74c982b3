package jaruek.retention.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A C2SP signed note (c2sp.org/signed-note): text lines, an empty line, then one line for each
 * signature, {@code — NAME BASE64(key hash ‖ signature)}.
 *
 * @param text UTF-8, ends in a newline, which is signed too; no control characters but newlines
 * @param signatures in their order; whose key is not known stays, unread
 */
public record SignedNote(String text, List<Signature> signatures) {
  /** The longest note that is read. */
  public static final int BYTES_MAX = 1 << 20;

  /** How many signatures a note may have. */
  public static final int SIGNATURES_MAX = 100;

  /** The signature type of Ed25519. */
  public static final byte TYPE_ED25519 = 1;

  /** The signature type of a cosignature (c2sp.org/tlog-cosignature). */
  public static final byte TYPE_COSIGNATURE = 4;

  private static final String MARK = "— ";
  private static final int KEY_HASH_BYTES = 4;

  /**
   * One signature line.
   *
   * @param name of the key: no spaces, no '+'
   * @param keyHash the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key)
   * @param bytes what follows the key hash, for Ed25519 the 64 bytes of the signature
   */
  public record Signature(String name, int keyHash, byte[] bytes) {
    /** Checks the name. */
    public Signature {
      if (!isName(name)) throw new LogException("not a name for a key: \"" + name + "\"");
    }

    /** The line, with its newline. */
    public String line() {
      byte[] joined =
          ByteBuffer.allocate(KEY_HASH_BYTES + bytes.length).putInt(keyHash).put(bytes).array();
      return MARK + name + " " + Base64.getEncoder().encodeToString(joined) + "\n";
    }
  }

  /** Checks the text and the number of signatures. */
  public SignedNote {
    signatures = List.copyOf(signatures);
    if (!isText(text)) {
      throw new LogException(
          "a note's text must end in a newline and have no control characters but newlines");
    }
    if (signatures.size() > SIGNATURES_MAX) {
      throw new LogException(
          "a note with " + signatures.size() + " signatures, at most " + SIGNATURES_MAX);
    }
  }

  /** A note that nobody has signed yet. */
  static SignedNote of(String text) {
    return new SignedNote(text, List.of());
  }

  /** The same note with one signature more, at the end. */
  public SignedNote with(Signature signature) {
    List<Signature> more = new ArrayList<>(signatures);
    more.add(signature);
    return new SignedNote(text, more);
  }

  /** The note's bytes, as they stand in its file. */
  public byte[] bytes() {
    StringBuilder note = new StringBuilder(text).append('\n');
    for (Signature signature : signatures) note.append(signature.line());
    return note.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a note. What its signatures are worth is for {@link VerifyingKey#signed} to say.
   *
   * @throws LogException if the bytes are no note, with the reason
   */
  public static SignedNote parse(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new LogException("a note of " + bytes.length + " bytes, at most " + BYTES_MAX);
    }
    String note = utf8(bytes);
    int split = note.lastIndexOf("\n\n");
    if (split < 0) throw new LogException("not a note: no empty line before its signatures");
    String lines = note.substring(split + 2);
    if (lines.isEmpty() || !lines.endsWith("\n")) {
      throw new LogException("not a note: its last line is not a whole signature line");
    }
    List<Signature> signatures = new ArrayList<>();
    for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      if (signatures.size() == SIGNATURES_MAX) {
        throw new LogException("a note with more than " + SIGNATURES_MAX + " signatures");
      }
      signatures.add(parseSignature(line));
    }
    return new SignedNote(note.substring(0, split + 1), signatures);
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new LogException("not a note: it is not UTF-8", e);
    }
  }

  /**
   * Reads one signature line, without its newline.
   *
   * @throws LogException if it is none
   */
  public static Signature parseSignature(String line) {
    int space = line.startsWith(MARK) ? line.indexOf(' ', MARK.length()) : -1;
    if (space < 0) throw new LogException("not a note: a signature line that is none");
    ByteBuffer joined = ByteBuffer.wrap(base64(line.substring(space + 1)));
    if (joined.remaining() <= KEY_HASH_BYTES) {
      throw new LogException("not a note: a signature of " + joined.remaining() + " bytes");
    }
    int keyHash = joined.getInt();
    byte[] signature = new byte[joined.remaining()];
    joined.get(signature);
    return new Signature(line.substring(MARK.length(), space), keyHash, signature);
  }

  /**
   * Strict base64: what is read must be what would be written.
   *
   * @throws LogException if it is not
   */
  public static byte[] base64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) return bytes;
    } catch (IllegalArgumentException e) {
      throw new LogException("not a note: bad base64", e);
    }
    throw new LogException("not a note: base64 that is not canonical");
  }

  static int keyHash(String name, byte type, byte[] publicKey) {
    MessageDigest sha256 = MerkleAccumulator.sha256();
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    sha256.update(type);
    return ByteBuffer.wrap(sha256.digest(publicKey)).getInt();
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(
                c -> c == '+' || c < 0x20 || Character.isWhitespace(c) || Character.isSpaceChar(c));
  }

  private static boolean isText(String text) {
    return text.endsWith("\n") && text.codePoints().noneMatch(c -> c < 0x20 && c != '\n');
  }
}
