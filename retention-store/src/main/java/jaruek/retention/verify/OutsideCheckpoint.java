package jaruek.retention.verify;

/**
 * A checkpoint that the verifier was given from elsewhere.
 *
 * @param name as it was given, for messages
 * @param bytes the note
 */
public record OutsideCheckpoint(String name, byte[] bytes) {}
