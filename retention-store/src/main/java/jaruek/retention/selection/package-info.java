/**
 * Which rows a case is about, by the selectors of {@code traffic}, {@code export} and {@code hold}.
 *
 * <p>Start at {@link Selection} and {@link Selections}.
 */
@NullMarked
package jaruek.retention.selection;

import org.jspecify.annotations.NullMarked;
