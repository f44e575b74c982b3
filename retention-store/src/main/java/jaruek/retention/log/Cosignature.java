package jaruek.retention.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A witness's signature of a checkpoint (c2sp.org/tlog-cosignature, version 1, Ed25519): that at
 * this time it was the largest one which the witness knew of that log, and continued all those
 * before it.
 *
 * @param name of the witness's key
 * @param unixSeconds when it signed, by its own clock
 */
public record Cosignature(String name, long unixSeconds) {
  private static final int TIME_BYTES = 8;
  private static final int SIGNATURE_BYTES = 64;

  static SignedNote.Signature sign(SigningKey key, String name, String text, long unixSeconds) {
    byte[] signature = key.sign(message(text, unixSeconds));
    byte[] timed =
        ByteBuffer.allocate(TIME_BYTES + signature.length)
            .putLong(unixSeconds)
            .put(signature)
            .array();
    return new SignedNote.Signature(name, keyHash(key.verifyingKey(), name), timed);
  }

  private static int keyHash(VerifyingKey key, String name) {
    return SignedNote.keyHash(name, SignedNote.TYPE_COSIGNATURE, key.raw());
  }

  private static byte[] message(String text, long unixSeconds) {
    return ("cosignature/v1\ntime " + unixSeconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What this key says of the note as a witness; of several lines the newest. Empty if it says
   * nothing, or a signature that claims to be its own is not.
   */
  public static Optional<Cosignature> find(SignedNote note, VerifyingKey key, String name) {
    int hash = keyHash(key, name);
    return note.signatures().stream()
        .filter(s -> s.name().equals(name) && s.keyHash() == hash)
        .flatMap(s -> check(note.text(), key, s).stream())
        .max((a, b) -> Long.compare(a.unixSeconds, b.unixSeconds));
  }

  private static Optional<Cosignature> check(
      String text, VerifyingKey key, SignedNote.Signature signature) {
    if (signature.bytes().length != TIME_BYTES + SIGNATURE_BYTES) return Optional.empty();
    long time = ByteBuffer.wrap(signature.bytes()).getLong();
    byte[] raw = Arrays.copyOfRange(signature.bytes(), TIME_BYTES, TIME_BYTES + SIGNATURE_BYTES);
    if (time < 0 || !key.verify(message(text, time), raw)) return Optional.empty();
    return Optional.of(new Cosignature(signature.name(), time));
  }
}
