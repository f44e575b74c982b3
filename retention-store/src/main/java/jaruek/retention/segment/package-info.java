/**
 * Sealed segments: what a folder of them holds, the canonical bytes of a row, and the steps by
 * which a batch becomes one.
 *
 * <p>Start at {@link SegmentWriter} and {@link SegmentManifest}; the layout and the bytes are
 * described in {@code docs/decisions/0003-segments.md}. The columnar file format itself stands
 * behind {@link DatasetFiles}.
 */
@NullMarked
package jaruek.retention.segment;

import org.jspecify.annotations.NullMarked;
