package jaruek.collector.flow;

/**
 * Sees every record in wire order: the row mapper, the options reader, and whoever wants more than
 * the columns.
 */
@FunctionalInterface
interface RecordVisitor {
  /**
   * Takes one record.
   *
   * @param bytes of the datagram; the record lies wholly inside
   * @param from its first byte
   */
  void record(Datagram datagram, Template template, byte[] bytes, int from);
}
