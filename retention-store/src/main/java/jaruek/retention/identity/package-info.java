/**
 * Who was where: from stored rows to sessions, and from a public address at a time to a person.
 *
 * <p>Start at {@link Who}, {@link Sessions} and {@link jaruek.retention.coverage.Coverage}. They
 * only ask {@link jaruek.retention.query.QueryEngine}; every answer carries the rows it rests on
 * and says which step was observed and which inferred.
 */
@NullMarked
package jaruek.retention.identity;

import org.jspecify.annotations.NullMarked;
