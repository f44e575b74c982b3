package jaruek.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Packets to a RADIUS server on this machine as fast as it answers, over eight sockets, with a
 * fixed number in flight. What has no answer for a second is lost and its identifier free again.
 */
final class RadiusLanes {
  private static final int SOCKETS = 8;
  private static final int IDS = 256;
  private static final long LOST_NANOS = 1_000_000_000L;

  /** So often is looked for lost ones. */
  private static final long LOOK_NANOS = 20_000_000L;

  private final Load load;
  private final ByteBuffer in = ByteBuffer.allocateDirect(4096);
  private final ByteBuffer out = ByteBuffer.allocateDirect(4096);
  private long lost;

  /** What is sent, and what becomes of the answers. */
  interface Load {
    /** The next packet, with this identifier. */
    byte[] packet(int id);

    /** Takes an answer; false if it is none. */
    boolean answered(int code, long nanos);
  }

  private static final class Lane {
    final DatagramChannel channel;
    final long[] sentAt = new long[IDS];
    long lookedAt;
    int inFlight;
    int id;

    Lane(DatagramChannel channel) {
      this.channel = channel;
    }
  }

  RadiusLanes(Load load) {
    this.load = load;
  }

  /** How many had no answer. */
  long lost() {
    return lost;
  }

  /**
   * Runs the load.
   *
   * @param inFlight at most 256 a socket
   * @return the seconds it took
   */
  double run(int port, int seconds, int inFlight) throws IOException {
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < SOCKETS; i++) {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.register(selector, SelectionKey.OP_READ, new Lane(channel));
      }
      long started = System.nanoTime();
      long end = started + seconds * 1_000_000_000L;
      while (System.nanoTime() < end) {
        for (SelectionKey key : selector.keys()) turn((Lane) key.attachment(), inFlight / SOCKETS);
        selector.select(1);
        selector.selectedKeys().clear();
      }
      double took = (System.nanoTime() - started) / 1e9;
      for (SelectionKey key : selector.keys()) key.channel().close();
      return took;
    }
  }

  private void turn(Lane lane, int limit) throws IOException {
    while (lane.channel.read(in.clear()) > 0) {
      int id = in.get(1) & 0xff;
      if (lane.sentAt[id] == 0) continue;
      if (load.answered(in.get(0), System.nanoTime() - lane.sentAt[id])) free(lane, id);
    }
    long now = System.nanoTime();
    if (now - lane.lookedAt > LOOK_NANOS) {
      lane.lookedAt = now;
      for (int id = 0; id < IDS; id++) {
        if (lane.sentAt[id] == 0 || now - lane.sentAt[id] <= LOST_NANOS) continue;
        lost++;
        free(lane, id);
      }
    }
    for (int tries = 0; lane.inFlight < limit && tries < IDS; tries++) {
      if (lane.sentAt[lane.id] == 0) send(lane);
      lane.id = (lane.id + 1) & 0xff;
    }
  }

  private static void free(Lane lane, int id) {
    lane.sentAt[id] = 0;
    lane.inFlight--;
  }

  private void send(Lane lane) throws IOException {
    out.clear().put(load.packet(lane.id)).flip();
    long now = System.nanoTime();
    if (lane.channel.write(out) == 0) return;
    lane.sentAt[lane.id] = now;
    lane.inFlight++;
  }
}
