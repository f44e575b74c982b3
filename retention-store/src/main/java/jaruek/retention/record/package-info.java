/**
 * What is kept, in words every module shares: frames as they came, datasets and their columns,
 * addresses.
 *
 * <p>Start at {@link Frame} (what is journalled) and {@link Dataset} (what is stored and asked).
 */
@NullMarked
package jaruek.retention.record;

import org.jspecify.annotations.NullMarked;
