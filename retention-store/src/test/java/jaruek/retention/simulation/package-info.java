/**
 * A disk that crashes, tears, reorders, lies and fills up on purpose, behind the JDK's own seam for
 * file systems, so that the store's code runs on it unchanged. Start at {@link SimulatedDisk}.
 */
@NullMarked
package jaruek.retention.simulation;

import org.jspecify.annotations.NullMarked;
