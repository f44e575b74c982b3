/**
 * Copies of what was received for other collectors, read from the journal: an outage there delays
 * them and loses nothing here.
 *
 * <p>Start at {@link Forwards}, which has one {@code Forwarder} a target. A forwarder reads the
 * journal from where its {@code ForwardMark} stands and hands frames to a {@code Link}; the mark
 * moves behind what the other side has acknowledged.
 */
@NullMarked
package jaruek.collector.forward;

import org.jspecify.annotations.NullMarked;
