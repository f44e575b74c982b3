package jaruek.retention.decode;

/**
 * Why a frame, or a part of it, gave no row: a value to be counted, never a surprise thrown.
 *
 * @param protocol netflow9, ipfix, rfc5424, …
 * @param reason a short fixed word, the label of a counter: truncated, no-template, bad-length, …
 * @param detail where and what: exporter, template, offset; for logs, of bounded length
 */
public record Rejected(String protocol, String reason, String detail) {}
