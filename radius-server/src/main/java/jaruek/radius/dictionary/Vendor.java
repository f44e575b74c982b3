package jaruek.radius.dictionary;

/**
 * A vendor.
 *
 * @param number its private enterprise number
 * @param typeBytes of its attributes' types: 1, 2 or 4
 * @param lengthBytes of their lengths: 0, 1 or 2
 */
record Vendor(String name, int number, int typeBytes, int lengthBytes) {}
