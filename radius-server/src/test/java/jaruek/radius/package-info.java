/** What tests of several packages share. */
@NullMarked
package jaruek.radius;

import org.jspecify.annotations.NullMarked;
