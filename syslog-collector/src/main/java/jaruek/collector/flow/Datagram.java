package jaruek.collector.flow;

/**
 * What a record's meaning takes from the datagram it came in.
 *
 * @param late whether its template came later, in another frame
 * @param port the sender's
 * @param exportMillis the exporter's clock when it sent
 * @param uptime SysUptime in milliseconds, 32 bits that wrap; 0 in IPFIX, which has none
 * @param samplingInterval of NetFlow v5's header; 0 if not said
 */
record Datagram(
    FlowVersion version,
    Exporter exporter,
    Domain domain,
    long receivedAtMillis,
    int port,
    long position,
    boolean late,
    long exportMillis,
    int uptime,
    int samplingInterval) {

  /** The same of another domain. */
  Datagram in(Domain other) {
    return new Datagram(
        version,
        exporter,
        other,
        receivedAtMillis,
        port,
        position,
        late,
        exportMillis,
        uptime,
        samplingInterval);
  }
}
