/**
 * TLS without a socket, for EAP: fragments, an engine that eats and makes whole messages, the
 * server's certificate from files that may change, and whether a client's certificate is good.
 *
 * <p>Start at {@link TlsContexts}, then {@link TlsEnd}.
 */
@NullMarked
package jaruek.radius.eap.tls;

import org.jspecify.annotations.NullMarked;
