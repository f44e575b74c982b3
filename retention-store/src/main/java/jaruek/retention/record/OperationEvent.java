package jaruek.retention.record;

import org.jspecify.annotations.Nullable;

/**
 * Something the appliance or one of its users did, as it is journalled. Fields as the columns of
 * {@link Operations}.
 *
 * @param detail a JSON object as text
 */
public record OperationEvent(
    String actor,
    String action,
    @Nullable String caseId,
    @Nullable String detail,
    @Nullable String result,
    @Nullable String digest) {}
