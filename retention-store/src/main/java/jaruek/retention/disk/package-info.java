/**
 * What Java does not offer: two calls of the system, and a lock that lasts. Start at {@link
 * NativeFile} and {@link FolderLock}.
 */
@NullMarked
package jaruek.retention.disk;

import org.jspecify.annotations.NullMarked;
