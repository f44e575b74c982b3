/**
 * How the appliance logs: plain lines on standard error, bounded in rate, nothing on standard
 * output. The only package that knows Logback.
 *
 * <p>Start at {@link Logging}.
 */
@NullMarked
package jaruek.appliance.logging;

import org.jspecify.annotations.NullMarked;
