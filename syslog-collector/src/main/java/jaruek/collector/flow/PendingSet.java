package jaruek.collector.flow;

/**
 * A data set whose template has not come yet, with all it takes to decode it later.
 *
 * @param port of its sender
 * @param templateId 256-65535
 * @param receivedAtMillis of the frame it came in
 * @param position of that frame
 * @param bytes the records, without the set's header
 */
record PendingSet(
    FlowVersion version,
    int domainId,
    int port,
    int templateId,
    long receivedAtMillis,
    long position,
    long exportMillis,
    int uptime,
    byte[] bytes) {

  /** What it counts for against the limits: its bytes and about what stands around them. */
  int weight() {
    return bytes.length + 64;
  }

  boolean waitsFor(Domain domain, int otherTemplate) {
    return templateId == otherTemplate
        && domainId == domain.id()
        && version == domain.version()
        && (domain.port() == Domain.ANY_PORT || domain.port() == port);
  }
}
