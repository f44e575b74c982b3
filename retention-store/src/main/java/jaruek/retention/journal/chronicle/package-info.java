/**
 * The journal of one machine, on Chronicle Queue: memory-mapped files that roll by the hour.
 *
 * <p>Start at {@link ChronicleJournal}; {@link Excerpt} gives the bytes, {@link JournalFiles} says
 * what may lie in the folder. The facts behind it are in {@code docs/decisions/0002-journal.md}.
 */
@NullMarked
package jaruek.retention.journal.chronicle;

import org.jspecify.annotations.NullMarked;
