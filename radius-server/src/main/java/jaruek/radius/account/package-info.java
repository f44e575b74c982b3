/**
 * Who may log in: accounts in a SQLite file, passwords as Argon2id, import from CSV.
 *
 * <p>Start at {@link Accounts}. SQLite and BouncyCastle are imported in this package only.
 */
@NullMarked
package jaruek.radius.account;

import org.jspecify.annotations.NullMarked;
