/**
 * Evidence files, {@code jaruek-export/1} of docs/evidence-format.md: rows with the proofs that
 * they stand in the store as they were recorded.
 *
 * <p>Start at {@link ExportWriter} and {@link ExportOrder}.
 */
@NullMarked
package jaruek.retention.export;

import org.jspecify.annotations.NullMarked;
