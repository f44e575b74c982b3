package jaruek.collector.flow;

/**
 * A data set whose template has not come yet, with all it takes to decode it later.
 *
 * @param templateId 256-65535
 * @param receivedAtMillis of the frame it came in
 * @param position of that frame
 * @param bytes the records, without the set's header
 */
record PendingSet(
    FlowVersion version,
    int domainId,
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

  boolean waitsFor(FlowVersion otherVersion, int otherDomain, int otherTemplate) {
    return templateId == otherTemplate && domainId == otherDomain && version == otherVersion;
  }
}
