/**
 * The RADIUS server over UDP and TLS: authentication (RFC 2865), accounting (RFC 2866),
 * Status-Server (RFC 5997). The way of a request: {@code PortHandler} (client, structure) → {@code
 * AccessService} or {@code AccountingService} (authenticity, duplicates, verdict) → {@code Outbox}
 * (journal, then reply). What a request shows is read by {@code Credentials}, decided by {@link
 * jaruek.radius.login.Logins}, and answered by {@code AccessReplies}.
 *
 * <p>Start at {@link RadiusServer}, {@link RadSecPort}, {@link RadiusConfig} and {@link
 * RadiusClients}.
 */
@NullMarked
package jaruek.radius.server;

import org.jspecify.annotations.NullMarked;
