package jaruek.radius.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One account as it may be shown: neither password nor hash.
 *
 * @param id stays the same for the account's life and is never used again; 0 if it is not ours but
 *     a directory's
 * @param userName as given at login, case-sensitive, Unicode NFC
 * @param disabled whether logins are refused for now
 * @param chap whether a sealed secret is kept so that CHAP works
 * @param firstUsedAt the first login, kept where {@link Setting#VALID_FOR} needs it
 * @param batch of vouchers that it was made in; null for a person's
 * @param createdAt when it was opened
 * @param changedAt when anything of it was last changed
 * @param closedAt when it was removed; its history stays
 */
public record Account(
    long id,
    String userName,
    Person person,
    Permit permit,
    boolean disabled,
    boolean chap,
    @Nullable Instant firstUsedAt,
    @Nullable String batch,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant closedAt) {

  /** A new one without an id yet. */
  static Account fresh(
      String userName,
      Person person,
      Permit permit,
      boolean chap,
      @Nullable String batch,
      Instant now) {
    return new Account(0, userName, person, permit, false, chap, null, batch, now, now, null);
  }

  /** One that a directory knows, in a group of ours. */
  public static Account ofDirectory(
      String userName, @Nullable String fullName, @Nullable String group) {
    return fresh(
        userName,
        Person.of(fullName, null, null),
        Permit.PLAIN.in(group),
        false,
        null,
        Instant.EPOCH);
  }

  Account withId(long given) {
    return new Account(
        given,
        userName,
        person,
        permit,
        disabled,
        chap,
        firstUsedAt,
        batch,
        createdAt,
        changedAt,
        closedAt);
  }

  Account with(Person who, Permit what, Instant now) {
    return new Account(
        id, userName, who, what, disabled, chap, firstUsedAt, batch, createdAt, now, closedAt);
  }

  Account disabled(boolean now, Instant at) {
    return new Account(
        id, userName, person, permit, now, chap, firstUsedAt, batch, createdAt, at, closedAt);
  }

  Account closed(Instant at) {
    return new Account(
        id, userName, person, permit, disabled, chap, firstUsedAt, batch, createdAt, at, at);
  }

  /** The first use is no change: nobody decided it. */
  Account firstUsed(Instant at) {
    return new Account(
        id, userName, person, permit, disabled, chap, at, batch, createdAt, changedAt, closedAt);
  }

  /** Whether this is a device that logs in by its MAC: its name is one. */
  public boolean isDevice() {
    return AccountRules.isDevice(userName);
  }

  /** Whether it was made as one of many, for whoever gets the card. */
  public boolean isVoucher() {
    return batch != null;
  }

  /** Of the person. */
  public @Nullable String fullName() {
    return person.fullName();
  }

  /** Class or office. */
  public @Nullable String department() {
    return person.department();
  }

  /** 13 digits. */
  public @Nullable String nationalId() {
    return person.nationalId();
  }

  /** Its own end; see {@link Accounts#endOf} for what else may end it. */
  public @Nullable Instant expiresAt() {
    return permit.expiresAt();
  }
}
