/**
 * EAP over RADIUS (RFC 3748, RFC 3579): conversations, the negotiation of a method, and the
 * methods. Cryptography runs on threads of its own.
 *
 * <p>Start at {@link EapServer} for the table of conversations and the way of a message, at {@code
 * Conversation} for the negotiation, at {@code Method} and {@code Step} for how a method is
 * written; TLS itself is in {@link jaruek.radius.eap.tls}.
 */
@NullMarked
package jaruek.radius.eap;

import org.jspecify.annotations.NullMarked;
