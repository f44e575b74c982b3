/**
 * Offline verification of a data directory with nothing but the public key.
 *
 * <p>Start at {@link StoreVerifier}.
 */
@NullMarked
package jaruek.retention.verify;

import org.jspecify.annotations.NullMarked;
