package jaruek.collector.vendor;

/** How well a vendor format understood a line. */
public enum Recognition {
  /** It is of the format, and everything that the format takes from it was there. */
  KNOWN,
  /**
   * It is of the vendor, and should have given a row, but what the row cannot do without is missing
   * or malformed: a line cut short, a version not met before. No row was completed.
   */
  PARTLY,
  /** It is of another format. No row was completed. */
  NO
}
