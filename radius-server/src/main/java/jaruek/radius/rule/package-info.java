/**
 * What must hold for a login besides its proof: hours, quotas, simultaneous use, no guessing. Each
 * rule is a {@link jaruek.radius.login.Logins} round another; from the outside in: {@link
 * VoucherLogins}, {@link Lockout}, {@link FirstUse}, {@link RuleLogins}.
 *
 * <p>Start at {@link Standing}, which also tells of a session that runs whether it may go on.
 */
@NullMarked
package jaruek.radius.rule;

import org.jspecify.annotations.NullMarked;
