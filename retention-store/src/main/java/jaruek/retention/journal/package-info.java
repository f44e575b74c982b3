/**
 * The ordered, append-only, hash-chained sequence of frames that everything else is derived from.
 *
 * <p>Start at {@link Journal}; {@link FrameCodec} gives the bytes.
 */
@NullMarked
package jaruek.retention.journal;

import org.jspecify.annotations.NullMarked;
