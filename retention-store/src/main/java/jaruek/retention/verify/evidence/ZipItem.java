package jaruek.retention.verify.evidence;

/**
 * One entry as the zip's directory has it.
 *
 * @param name checked against the pattern of names
 * @param isDeflated or stored
 * @param flags general purpose bits
 * @param crc CRC-32 of the unpacked bytes
 * @param packed how many bytes it has in the zip
 * @param length how many unpacked
 * @param offset of its local header
 */
record ZipItem(
    String name,
    boolean isDeflated,
    int flags,
    int crc,
    long packed,
    long length,
    long offset,
    long data) {
  ZipItem at(long start) {
    return new ZipItem(name, isDeflated, flags, crc, packed, length, offset, start);
  }
}
