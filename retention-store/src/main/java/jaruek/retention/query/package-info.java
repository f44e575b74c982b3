/**
 * Questions about stored rows, in terms that DuckDB and ClickHouse both answer.
 *
 * <p>Start at {@link QueryEngine} and {@link RowQuery}.
 */
@NullMarked
package jaruek.retention.query;

import org.jspecify.annotations.NullMarked;
