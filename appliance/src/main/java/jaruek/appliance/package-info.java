/** Appliance. */
@NullMarked
package jaruek.appliance;

import org.jspecify.annotations.NullMarked;
