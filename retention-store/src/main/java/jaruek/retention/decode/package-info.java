/**
 * From frames to rows: the seam that every decoder implements.
 *
 * <p>Start at {@link FrameDecoder} and {@link RowSink}.
 */
@NullMarked
package jaruek.retention.decode;

import org.jspecify.annotations.NullMarked;
