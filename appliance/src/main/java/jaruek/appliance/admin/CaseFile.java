package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A case: the order or request that allows traffic to be read.
 *
 * @param id Buddhist Era year and number, "2569-0001"
 * @param letter the letter's number and date
 * @param officer who asks
 * @param basis the legal basis
 * @param from the first instant that may be read
 * @param to the last
 * @param openedBy the auditor
 * @param closedAt null while it is open
 */
public record CaseFile(
    String id,
    String letter,
    String officer,
    String basis,
    Instant from,
    Instant to,
    String openedBy,
    Instant openedAt,
    @Nullable String closedBy,
    @Nullable Instant closedAt) {

  /** Whether it may still be worked under. */
  public boolean isOpen() {
    return closedAt == null;
  }

  /** Whether this instant may be read. */
  public boolean covers(Instant instant) {
    return !instant.isBefore(from) && !instant.isAfter(to);
  }

  /** Why what is outside of it is refused. */
  AdminRefusal outside() {
    return new AdminRefusal(
        AdminStatus.REFUSED,
        AdminCodes.OUTSIDE_CASE,
        "case",
        id,
        "from",
        InstantText.of(from),
        "to",
        InstantText.of(to));
  }

  CaseFile closed(String by, Instant at) {
    return new CaseFile(id, letter, officer, basis, from, to, openedBy, openedAt, by, at);
  }
}
