/**
 * The store put together: recorder, pipeline, sealing, restart.
 *
 * <p>Start at {@link Recorder}.
 */
@NullMarked
package jaruek.retention.store;

import org.jspecify.annotations.NullMarked;
