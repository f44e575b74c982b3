/** Benchmarks. */
@NullMarked
package jaruek.bench;

import org.jspecify.annotations.NullMarked;
