/**
 * Decoded rows in memory: primitive arrays that one decoder thread fills while queries read them,
 * and from which a segment is written.
 *
 * <p>Start at {@link HotBatch}; {@link ColumnBatch} is one dataset of it.
 */
@NullMarked
package jaruek.retention.column;

import org.jspecify.annotations.NullMarked;
