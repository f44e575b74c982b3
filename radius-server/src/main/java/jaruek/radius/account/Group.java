package jaruek.radius.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Accounts that are treated alike.
 *
 * @param name 1-64 characters, Unicode NFC, without comma or semicolon
 * @param note for people
 * @param expiresAt the first instant at which none of its accounts logs in
 */
public record Group(
    String name,
    @Nullable String note,
    Terms terms,
    @Nullable Instant expiresAt,
    Instant createdAt,
    Instant changedAt) {

  /** One to be made. */
  public static Group of(
      String name, @Nullable String note, Terms terms, @Nullable Instant expiresAt) {
    return new Group(name, note, terms, expiresAt, Instant.EPOCH, Instant.EPOCH);
  }

  Group at(Instant created, Instant changed) {
    return new Group(name, note, terms, expiresAt, created, changed);
  }
}
