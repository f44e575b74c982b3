package jaruek.radius.account;

/**
 * Why a row of an import cannot be taken.
 *
 * @param line where the row starts, counted from 1, the header's line
 * @param reason what is wrong, in words; never the password
 */
public record ImportFault(int line, String reason) {}
