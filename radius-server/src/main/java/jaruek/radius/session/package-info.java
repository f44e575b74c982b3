/**
 * Who is on the network now, and how much each user has used: the live table of sessions, kept by
 * accounting events and rebuilt from the store at the start.
 *
 * <p>Design note: {@code jaruek.retention.identity} answers for any time in the past from stored
 * rows; this package answers for now, in microseconds, for logins and disconnects.
 *
 * <p>Start at {@link Usage} (what logins ask).
 */
@NullMarked
package jaruek.radius.session;

import org.jspecify.annotations.NullMarked;
