/**
 * What was recorded when, and what was not: the appliance's own account of its sources, of its
 * down-time and of its clock, written each minute and read back as spans and gaps.
 *
 * <p>Start at {@link MinuteAccount} for what is written.
 */
@NullMarked
package jaruek.retention.coverage;

import org.jspecify.annotations.NullMarked;
