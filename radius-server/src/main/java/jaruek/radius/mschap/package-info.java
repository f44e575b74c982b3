/**
 * MS-CHAPv1 (RFC 2433), MS-CHAPv2 (RFC 2759), the MPPE keys that come of them (RFC 3079) and their
 * RADIUS attributes (RFC 2548): pure functions.
 *
 * <p>Start at {@link MsChap}.
 */
@NullMarked
package jaruek.radius.mschap;

import org.jspecify.annotations.NullMarked;
