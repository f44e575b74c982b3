/** What decoding costs, by JMH. */
@NullMarked
package jaruek.bench.jmh;

import org.jspecify.annotations.NullMarked;
