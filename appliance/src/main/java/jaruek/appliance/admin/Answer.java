package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * The lines of one answer on their way out. They are held back until the operation is recorded; an
 * answer too long to be held is let go after a record that it has begun. The digest is over the
 * lines of rows, chunks with their bytes, and the end, each with its line feed, as the client gets
 * them; progress is not part of it.
 */
final class Answer {
  /** So much of an answer is held back. */
  static final int HELD_BYTES_MAX = 2 * 1024 * 1024;

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private final MessageDigest digest = sha256();
  private final Runnable beforeFirstRelease;
  private final Consumer<byte[]> out;
  private boolean released;
  private long rows;

  Answer(Runnable beforeFirstRelease, Consumer<byte[]> out) {
    this.beforeFirstRelease = beforeFirstRelease;
    this.out = out;
  }

  void row(ObjectNode row) {
    rows++;
    hold(line(new AdminReply.Row(row)));
    if (held.size() > HELD_BYTES_MAX) release();
  }

  /** Sends a part of a file at once; what was held back goes before it. */
  void chunk(byte[] bytes, int offset, int length) {
    release();
    byte[] head = line(new AdminReply.Chunk(length));
    byte[] all = Arrays.copyOf(head, head.length + length);
    System.arraycopy(bytes, offset, all, head.length, length);
    digest.update(all);
    out.accept(all);
  }

  void progress(AdminReply.Progress progress) {
    out.accept(line(progress));
  }

  /** Adds the last line; nothing leaves yet. */
  String end(AdminReply.End end) {
    hold(line(end));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Sends all that is held. */
  void send() {
    out.accept(held.toByteArray());
    held.reset();
  }

  /** Drops what is held and sends only this end. */
  void sendInstead(AdminReply.End end) {
    held.reset();
    out.accept(line(end));
  }

  long rows() {
    return rows;
  }

  private void release() {
    if (!released) beforeFirstRelease.run();
    released = true;
    send();
  }

  private void hold(byte[] line) {
    digest.update(line);
    held.writeBytes(line);
  }

  private static byte[] line(AdminReply reply) {
    return (AdminCodec.write(reply) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
