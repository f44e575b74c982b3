/** The two calls of the system that Java does not offer. Start at {@link NativeFile}. */
@NullMarked
package jaruek.retention.disk;

import org.jspecify.annotations.NullMarked;
