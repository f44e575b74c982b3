package jaruek.retention.record;

import org.jspecify.annotations.Nullable;

/**
 * A typed identity event as it is journalled: the outcome of a login, or accounting. It never holds
 * a password. Fields as the columns of {@link Identity}; null where the event has none.
 */
public record IdentityEvent(
    String event,
    @Nullable Long eventAtMillis,
    @Nullable String userName,
    @Nullable String address,
    @Nullable String addressV6,
    @Nullable String mac,
    @Nullable String calledStation,
    @Nullable String nas,
    @Nullable String nasPort,
    @Nullable String sessionId,
    @Nullable Long seconds,
    @Nullable Long inputBytes,
    @Nullable Long outputBytes,
    @Nullable String cause,
    @Nullable String reason,
    @Nullable String request) {}
