package jaruek.collector.forward;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A datagram each. Flows of each exporter have a socket of their own, so that the other can tell
 * exporters apart by the port (RFC 7011 section 10.3.2): templates of one are not those of another.
 * Nothing tells of arrival but a port that is said to be closed.
 */
final class DatagramLink implements Link {
  /** Exporters told apart; of more the one that was silent longest gets a new socket. */
  static final int SOCKETS_MAX = 64;

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Exporter ALL = new Exporter(IpAddress.UNSPECIFIED, 0);

  private final InetSocketAddress target;
  private final Map<Exporter, DatagramChannel> channels = new LinkedHashMap<>(16, 0.75f, true);
  private final ByteBuffer answer = ByteBuffer.allocate(1);
  private volatile boolean closed;

  private record Exporter(IpAddress address, int port) {}

  /** To an address that was found. */
  DatagramLink(InetSocketAddress target) {
    this.target = target;
  }

  @Override
  public void send(Frame frame) throws IOException {
    Exporter from =
        frame.kind() == FrameKind.FLOW ? new Exporter(frame.source(), frame.sourcePort()) : ALL;
    DatagramChannel channel = channel(from);
    ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
    long began = System.nanoTime();
    while (channel.write(bytes) == 0 && frame.bytes().length > 0) {
      if (closed) throw new IOException("closed");
      if (System.nanoTime() - began > FULL_NANOS) throw new IOException("nothing can be sent");
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private synchronized DatagramChannel channel(Exporter from) throws IOException {
    DatagramChannel channel = channels.get(from);
    if (channel != null) return channel;
    if (closed) throw new IOException("closed");
    if (channels.size() >= SOCKETS_MAX) {
      var oldest = channels.entrySet().iterator().next();
      channels.remove(oldest.getKey());
      oldest.getValue().close();
    }
    channel = DatagramChannel.open();
    channels.put(from, channel);
    channel.configureBlocking(false);
    channel.connect(target);
    return channel;
  }

  /** Reads what the network said: a closed port shows here. */
  @Override
  public synchronized boolean settle() throws IOException {
    for (DatagramChannel channel : channels.values()) {
      answer.clear();
      channel.read(answer);
    }
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (DatagramChannel channel : channels.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        // it is given up all the same
      }
    }
    channels.clear();
  }
}
