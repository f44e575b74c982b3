package jaruek.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One line of an answer, told apart by its only key: row, progress, chunk or end. */
public sealed interface AdminReply {
  /** One object of the answer, keys in camelCase. */
  record Row(ObjectNode row) implements AdminReply {}

  /**
   * How far a long command has come.
   *
   * @param code what is being done: a key of the message bundle
   * @param done so much
   * @param total of so much, 0 if it is not known
   */
  record Progress(String code, long done, long total) implements AdminReply {}

  /**
   * A part of a file follows at once: so many bytes as they are, then the next line.
   *
   * @param bytes 1 to {@link AdminCodec#CHUNK_BYTES_MAX}
   */
  record Chunk(int bytes) implements AdminReply {}

  /**
   * The last line.
   *
   * @param status the exit status of the command line's contract: 0 done, 1 negative, 2 usage, 3
   *     unreachable, 4 refused
   * @param code a key of the message bundle that says it in words, empty if there is nothing to say
   * @param arguments what the message names
   */
  record End(int status, String code, ObjectNode arguments) implements AdminReply {}
}
