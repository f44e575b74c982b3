@NullMarked
package jaruek.collector.forward;

import org.jspecify.annotations.NullMarked;
