/**
 * {@code jaruek demo}: the main job on this machine, with the real daemon, real packets and the
 * real command line.
 *
 * <p>Start at {@link Demo}.
 */
@NullMarked
package jaruek.appliance.demo;

import org.jspecify.annotations.NullMarked;
