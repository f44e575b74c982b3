/**
 * The admin protocol: JSON lines over a Unix socket. A client connects, writes one {@link
 * AdminRequest}, reads {@link AdminReply} lines until an {@link AdminReply.End} and hangs up.
 */
@NullMarked
package jaruek.admin.api;

import org.jspecify.annotations.NullMarked;
