package jaruek.radius.packet;

import jaruek.retention.decode.Rejected;

/** What came of a datagram: a packet of sound structure, or why it is none. */
public sealed interface Checked {
  /** Every attribute lies within the packet; nothing is said of who sent it. */
  record Sound(Packet packet) implements Checked {}

  /** To be counted and silently discarded. */
  record Malformed(Rejected why) implements Checked {}
}
