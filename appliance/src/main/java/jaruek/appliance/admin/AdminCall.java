package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request that may be carried out: who asks, under which case, with what arguments. */
public final class AdminCall {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Peer peer;
  private final Arguments arguments;
  private final @Nullable CaseFile caseFile;
  private final Instant now;
  private final Answer answer;
  private final Parts parts;

  /** What a client sends behind its request, when it is asked for it. */
  @FunctionalInterface
  interface Parts {
    /**
     * The next part; empty at the end.
     *
     * @throws Exchange.ClientGone if there will be none
     */
    byte[] next();
  }

  AdminCall(
      Peer peer,
      Arguments arguments,
      @Nullable CaseFile caseFile,
      Instant now,
      Answer answer,
      Parts parts) {
    this.peer = peer;
    this.arguments = arguments;
    this.caseFile = caseFile;
    this.now = now;
    this.answer = answer;
    this.parts = parts;
  }

  /** Who asks. */
  public Peer peer() {
    return peer;
  }

  /** What is asked. */
  public Arguments arguments() {
    return arguments;
  }

  /** The open case it is asked under; empty where it is asked with a reason or needs none. */
  public Optional<CaseFile> caseFile() {
    return Optional.ofNullable(caseFile);
  }

  /** When it was asked. */
  public Instant now() {
    return now;
  }

  /**
   * Adds a row to the answer.
   *
   * @throws AdminServerException if the client is gone or the answer must not be given
   */
  public void row(ObjectNode row) {
    answer.row(row);
  }

  /**
   * The answer's file: what is written goes to the client in chunks, the rest of it at {@code
   * flush}. That it has begun is recorded before the first byte leaves. The client that is gone is
   * an exception of the next write.
   */
  public OutputStream file() {
    return new BufferedOutputStream(
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            for (int at = 0; at < length; at += CHUNK_BYTES) {
              answer.chunk(bytes, offset + at, Math.min(CHUNK_BYTES, length - at));
            }
          }
        },
        CHUNK_BYTES);
  }

  /**
   * Asks the client for the next part of the file that goes with the request; empty at the end. The
   * client that is gone, or silent for too long, is an exception.
   */
  public byte[] part() {
    answer.progress(new AdminReply.Progress(AdminCodes.PROGRESS_UPLOAD, 0, 0));
    return parts.next();
  }

  /** Says at once how far a long command has come. */
  public void progress(String code, long done, long total) {
    answer.progress(new AdminReply.Progress(code, done, total));
  }

  /** How many rows the answer has so far. */
  public long rows() {
    return answer.rows();
  }

  /** Done with nothing to say. */
  public static AdminReply.End done() {
    return AdminRefusal.end(AdminStatus.DONE, AdminCodes.NONE);
  }

  /** Done, with a message; names and values of its arguments in turn. */
  public static AdminReply.End done(String code, String... arguments) {
    return AdminRefusal.end(AdminStatus.DONE, code, arguments);
  }
}
