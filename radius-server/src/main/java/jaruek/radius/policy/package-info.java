/**
 * What a login that is let in gets: attributes by user, group and device.
 *
 * <p>Start at {@link ReplyPolicy} and {@link TermsPolicy}; what a NAS of which vendor wants is in
 * {@link Vendor}.
 */
@NullMarked
package jaruek.radius.policy;

import org.jspecify.annotations.NullMarked;
