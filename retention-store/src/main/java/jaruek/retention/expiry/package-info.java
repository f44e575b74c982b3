/**
 * When rows may go, which of them stay, and how they go: by a clock that is never ahead, under
 * holds, and with a signed receipt.
 *
 * <p>Start at {@link RetentionClock}.
 */
@NullMarked
package jaruek.retention.expiry;

import org.jspecify.annotations.NullMarked;
