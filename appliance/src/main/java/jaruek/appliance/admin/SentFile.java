package jaruek.appliance.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes what goes out; closing it only flushes. */
final class SentFile extends OutputStream {
  private final OutputStream out;
  private final MessageDigest digest;
  private long bytes;

  SentFile(OutputStream out) {
    this.out = out;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] some, int offset, int length) throws IOException {
    digest.update(some, offset, length);
    bytes += length;
    out.write(some, offset, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }

  long bytes() {
    return bytes;
  }

  /** Of all so far, lower-case hex; once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
