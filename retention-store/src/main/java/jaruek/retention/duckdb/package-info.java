/**
 * Segments as Parquet and questions in SQL, both by DuckDB within this process: the only package
 * that knows it.
 *
 * <p>Start at {@link DuckDbEngine} for questions and at {@link ParquetFiles} for files.
 */
@NullMarked
package jaruek.retention.duckdb;

import org.jspecify.annotations.NullMarked;
