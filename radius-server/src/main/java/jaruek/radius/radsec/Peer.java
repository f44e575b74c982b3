package jaruek.radius.radsec;

/** A client at the other end of a connection. Called by the connections' thread. */
public interface Peer {
  /** The client's name in the configuration: its connections are counted by it. */
  String name();

  /**
   * A packet of 20 to 4096 bytes, as long as its length field says; else unchecked.
   *
   * @return false if its structure is not sound: the connection ends, RFC 6614 section 2.6
   */
  boolean packet(byte[] packet);

  /** What has come at once is handed over: now is the time to answer. */
  void readComplete();

  /** Whether the client is still to be served: false once it was removed or is pinned elsewhere. */
  boolean admitted();
}
