/**
 * A second copy of the data directory, made while the appliance runs, and the way back. Start at
 * {@link Backup} and {@link Restore}.
 */
@NullMarked
package jaruek.appliance.backup;

import org.jspecify.annotations.NullMarked;
