/**
 * What a login that is let in gets: attributes by user, group and device.
 *
 * <p>Start at {@link ReplyPolicy}.
 */
@NullMarked
package jaruek.radius.policy;

import org.jspecify.annotations.NullMarked;
