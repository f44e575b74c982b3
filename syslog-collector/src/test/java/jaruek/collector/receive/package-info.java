@NullMarked
package jaruek.collector.receive;

import org.jspecify.annotations.NullMarked;
