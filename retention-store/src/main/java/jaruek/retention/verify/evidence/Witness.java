package jaruek.retention.verify.evidence;

import java.time.Instant;

/**
 * Who saw the log from outside.
 *
 * @param name of the cosigner, or {@code time stamp}
 * @param at when, by their clock
 * @param size of the log then
 */
public record Witness(String name, Instant at, long size) {}
