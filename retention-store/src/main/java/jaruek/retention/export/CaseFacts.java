package jaruek.retention.export;

/**
 * The case that an export is made under.
 *
 * @param id "2569-0001"
 * @param letter the letter's number and date
 * @param officer who asks
 * @param basis the legal basis
 * @param fromMillis the first instant that may be read
 * @param toMillis the last
 * @param openedBy the auditor
 * @param openedAtMillis when
 */
public record CaseFacts(
    String id,
    String letter,
    String officer,
    String basis,
    long fromMillis,
    long toMillis,
    String openedBy,
    long openedAtMillis) {}
