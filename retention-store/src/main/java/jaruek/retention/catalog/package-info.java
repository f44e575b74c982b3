/**
 * Which segments there are, and which of them a question needs.
 *
 * <p>Start at {@link Catalog}; {@link StoreView} is what a query sees.
 */
@NullMarked
package jaruek.retention.catalog;

import org.jspecify.annotations.NullMarked;
