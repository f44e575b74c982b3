/**
 * What {@link jaruek.retention.telemetry.Telemetry} counts, for Prometheus. The only package that
 * knows Micrometer.
 *
 * <p>Start at {@link MetricsServer}.
 */
@NullMarked
package jaruek.appliance.metrics;

import org.jspecify.annotations.NullMarked;
