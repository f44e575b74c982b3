/**
 * RADIUS over TLS (RFC 6614) and RADIUS/1.1 (RFC 9765): the listener, its connections and their
 * limits. What is in the packets is not known here: each connection whose client certificate is
 * admitted by {@link Peers} hands whole packets to a {@link Peer}.
 *
 * <p>All connections are one thread's; certificates are checked on two others.
 *
 * <p>Start at {@link RadSecServer} and {@link RadSecConfig}.
 */
@NullMarked
package jaruek.radius.radsec;

import org.jspecify.annotations.NullMarked;
