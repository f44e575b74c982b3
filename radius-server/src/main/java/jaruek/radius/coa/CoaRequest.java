package jaruek.radius.coa;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.SharedSecret;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A request to a NAS.
 *
 * @param disconnect a Disconnect-Request; else a CoA-Request
 * @param nas where it listens
 * @param attributes without Message-Authenticator and Event-Timestamp, which the client adds
 */
public record CoaRequest(
    boolean disconnect, InetSocketAddress nas, SharedSecret secret, List<Attribute> attributes) {}
