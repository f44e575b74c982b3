/** RADIUS. */
@NullMarked
package jaruek.radius;

import org.jspecify.annotations.NullMarked;
