/**
 * What a user shows, and who decides on it. Each {@link Logins} may wrap another: the accounts at
 * the bottom ({@link LocalLogins}), directories, rules and realms round it.
 *
 * <p>Start at {@link Attempt}, {@link Logins} and {@link Outcome}.
 */
@NullMarked
package jaruek.radius.login;

import org.jspecify.annotations.NullMarked;
