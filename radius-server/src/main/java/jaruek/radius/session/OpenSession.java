package jaruek.radius.session;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is known at one moment.
 *
 * @param userName as the NAS names the user
 * @param nas NAS address or identifier
 * @param sessionId Acct-Session-Id
 * @param client the RADIUS client that reported it; null if it is known from the store only
 * @param source where that client sent from; null likewise
 * @param address the last IPv4 address
 * @param addressV6 the last IPv6 address, or a prefix's first
 * @param mac of the device
 * @param nasPort NAS-Port-Id or NAS-Port
 * @param startMillis when it began
 * @param lastSeenMillis our clock when it was last heard of
 * @param seconds Acct-Session-Time, the highest so far
 * @param inputBytes octets from the user, the highest count so far
 * @param outputBytes octets to the user, the highest count so far
 * @param identification what else a request about it may name; empty if it is known from the store
 *     only
 */
public record OpenSession(
    @Nullable String userName,
    String nas,
    @Nullable String sessionId,
    @Nullable String client,
    @Nullable IpAddress source,
    @Nullable IpAddress address,
    @Nullable IpAddress addressV6,
    @Nullable MacAddress mac,
    @Nullable String nasPort,
    long startMillis,
    long lastSeenMillis,
    long seconds,
    long inputBytes,
    long outputBytes,
    Identification identification) {}
