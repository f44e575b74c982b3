/**
 * Lines, datagrams and flows out of files: how they are journalled, and decoded with a state of
 * their own into rows that are marked.
 *
 * <p>Start at {@link jaruek.collector.imported.ImportItem} and {@link
 * jaruek.collector.imported.ImportDecoder}.
 */
@NullMarked
package jaruek.collector.imported;

import org.jspecify.annotations.NullMarked;
