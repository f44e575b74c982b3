/** Root. */
@NullMarked
package jaruek.retention;

import org.jspecify.annotations.NullMarked;
