package jaruek.admin.cli;

/** What a parameter's value must be, and what is sent for it. */
public enum ValueKind {
  /** Any text but an empty one. Text. */
  TEXT,
  /** An IPv4 or IPv6 address. Text. */
  ADDRESS,
  /** An address or a range by prefix. Text. */
  RANGE,
  /** An address, perhaps with a port: {@code NAME} as text, and {@code port} as a number. */
  ENDPOINT,
  /** A range, perhaps with a port: {@code NAME} as text, and {@code NAMEPort} as a number. */
  RANGE_ENDPOINT,
  /** A hardware address. Text, lower-case pairs with colons. */
  MAC,
  /** A time; a date alone is its first moment. Text, an ISO 8601 instant. */
  TIME,
  /** A time; a date alone is its last millisecond. Text, an ISO 8601 instant. */
  END_TIME,
  /** A whole number from 1. Number. */
  COUNT,
  /** A port: 0 to 65535. Number. */
  PORT,
  /** A span: 500ms, 30s, 2m, 1h; an hour at most. {@code NAMEMillis} as a number. */
  SPAN,
  /** Tcp or udp. Text, lower case. */
  PROTOCOL,
  /** Said or not. True. */
  FLAG,
  /** True or false. Boolean. */
  BOOLEAN,
  /** Radius, log or both with a comma. Text, joined by a comma. */
  DEVICE_KINDS,
  /**
   * A password or shared secret, from the option, from standard input by {@code --NAME-stdin}, or
   * asked for without echo. Text.
   */
  SECRET,
  /** A file's name, or - for standard input; its content as text is sent. */
  TEXT_FILE,
  /** A file's or folder's name. Text, as it was given. */
  PATH,
  /** The same, as often as it is said. An array of such texts. */
  PATHS
}
