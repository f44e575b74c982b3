/** Collector. */
@NullMarked
package jaruek.collector;

import org.jspecify.annotations.NullMarked;
