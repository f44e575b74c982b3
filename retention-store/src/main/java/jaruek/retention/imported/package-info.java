/**
 * What tells rows out of imported files from received ones, and where the imports themselves are on
 * record.
 *
 * <p>Start at {@link jaruek.retention.imported.Imported} and {@link
 * jaruek.retention.imported.Imports}.
 */
@NullMarked
package jaruek.retention.imported;

import org.jspecify.annotations.NullMarked;
