/**
 * The admin protocol: JSON lines over a Unix socket. A client connects, writes one {@link
 * AdminRequest}, reads {@link AdminReply} lines until an {@link AdminReply.End} and hangs up. The
 * bytes of a file come between the lines, each part announced by an {@link AdminReply.Chunk}.
 */
@NullMarked
package jaruek.admin.api;

import org.jspecify.annotations.NullMarked;
