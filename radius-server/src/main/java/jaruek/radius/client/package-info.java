/**
 * A small RADIUS client: what a NAS does, for the demo and for {@code doctor}.
 *
 * <p>Start at {@link RadiusProbe}.
 */
@NullMarked
package jaruek.radius.client;

import org.jspecify.annotations.NullMarked;
