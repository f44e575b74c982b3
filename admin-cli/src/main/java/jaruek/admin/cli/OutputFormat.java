package jaruek.admin.cli;

/** How rows are printed. */
public enum OutputFormat {
  /** For people: columns or a readable answer, in their language and zone. */
  TABLE,
  /** One object per line, as the appliance gave it. */
  JSON,
  /** RFC 4180 with a header; times stay ISO 8601 instants. */
  CSV
}
