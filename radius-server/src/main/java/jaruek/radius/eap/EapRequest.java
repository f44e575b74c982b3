package jaruek.radius.eap;

import jaruek.radius.login.Asking;
import org.jspecify.annotations.Nullable;

/**
 * What an Access-Request carries of EAP.
 *
 * @param message the EAP-Message attributes put together, RFC 3579 section 3.1; empty is EAP-Start
 * @param state the State attribute; null in the first request of a conversation
 * @param asking where from
 */
public record EapRequest(byte[] message, byte @Nullable [] state, Asking asking) {}
