package jaruek.radius.client;

import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;

/**
 * An answer whose authenticators are right.
 *
 * @param packet the reply
 * @param attempts how often the request was sent, 1 or more
 * @param micros from the last sending to the answer
 */
public record ProbeReply(Packet packet, int attempts, long micros) {
  /** Whether it is an Access-Accept: to a login let in, to a status request alive. */
  public boolean accepted() {
    return packet.code() == PacketCode.ACCESS_ACCEPT;
  }
}
