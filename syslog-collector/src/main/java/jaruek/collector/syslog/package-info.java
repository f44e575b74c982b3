/**
 * Syslog messages, one at a time and without transport framing, into rows: RFC 5424, RFC 3164 in
 * the forms met in the field, and anything else as text. Nothing is refused.
 *
 * <p>Start at {@link SyslogDecoder}. The bytes become UTF-8 first ({@link Utf8}), then {@link
 * HeaderParser} finds the header's fields as ranges of them, then a vendor format may know the
 * rest.
 */
@NullMarked
package jaruek.collector.syslog;

import org.jspecify.annotations.NullMarked;
