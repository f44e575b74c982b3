/**
 * Sockets: each datagram or message is admitted by its source address, stamped and recorded raw.
 * Nothing is decoded here.
 *
 * <p>Start at {@link Collector}; {@link SyslogFramer} tells the messages of a stream apart.
 */
@NullMarked
package jaruek.collector.receive;

import org.jspecify.annotations.NullMarked;
