/**
 * Counters and gauges, by name and label, without a metrics library: the appliance publishes them.
 *
 * <p>Start at {@link Telemetry}.
 */
@NullMarked
package jaruek.retention.telemetry;

import org.jspecify.annotations.NullMarked;
