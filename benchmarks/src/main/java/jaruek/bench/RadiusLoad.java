package jaruek.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A client that asks a RADIUS server on this machine for PAP logins as fast as it answers, a fixed
 * number in flight, and says how many a second were accepted. It speaks to FreeRADIUS and to Jaruek
 * alike.
 *
 * <p>Arguments: port, secret, users, seconds, in flight (at most 256 a socket). Users are u0, u1, …
 * with passwords p0, p1, ….
 */
public final class RadiusLoad {
  private static final int SOCKETS = 8;
  private static final long LOST_NANOS = 1_000_000_000L;

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final MessageDigest md5 = MessageDigest.getInstance("MD5");
  private final Mac hmac = Mac.getInstance("HmacMD5");
  private final byte[] secret;
  private final int users;
  private final ByteBuffer out = ByteBuffer.allocate(256);
  private final ByteBuffer in = ByteBuffer.allocate(4096);
  private long accepted;
  private long rejected;
  private long lost;
  private int next;

  private RadiusLoad(byte[] secret, int users) throws GeneralSecurityException {
    this.secret = secret;
    this.users = users;
    hmac.init(new SecretKeySpec(secret, "HmacMD5"));
  }

  private static final class Lane {
    final DatagramChannel channel;
    final long[] sentAt = new long[256];
    int inFlight;
    int id;

    Lane(DatagramChannel channel) {
      this.channel = channel;
    }
  }

  /** Runs the load. */
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    int port = Integer.parseInt(args[0]);
    int seconds = Integer.parseInt(args[3]);
    int inFlight = Integer.parseInt(args[4]);
    RadiusLoad load =
        new RadiusLoad(args[1].getBytes(StandardCharsets.UTF_8), Integer.parseInt(args[2]));
    load.run(port, seconds, inFlight);
  }

  private void run(int port, int seconds, int inFlight)
      throws IOException, GeneralSecurityException {
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
      System.out.printf(
          "rate=%.0f accepted=%d rejected=%d lost=%d seconds=%.1f%n",
          accepted / took, accepted, rejected, lost, took);
      for (SelectionKey key : selector.keys()) key.channel().close();
    }
  }

  private void turn(Lane lane, int limit) throws IOException, GeneralSecurityException {
    while (lane.channel.read(in.clear()) > 0) {
      int id = in.get(1) & 0xff;
      if (lane.sentAt[id] == 0) continue;
      lane.sentAt[id] = 0;
      lane.inFlight--;
      if (in.get(0) == 2) accepted++;
      else rejected++;
    }
    long now = System.nanoTime();
    while (lane.inFlight < limit) {
      if (lane.sentAt[lane.id] == 0) {
        send(lane, now);
      } else if (now - lane.sentAt[lane.id] > LOST_NANOS) {
        lost++;
        lane.sentAt[lane.id] = 0;
        lane.inFlight--;
        continue;
      }
      lane.id = (lane.id + 1) & 0xff;
    }
    if (lane.inFlight >= limit) expire(lane, now);
  }

  private void expire(Lane lane, long now) {
    for (int id = 0; id < 256; id++) {
      if (lane.sentAt[id] == 0 || now - lane.sentAt[id] <= LOST_NANOS) continue;
      lost++;
      lane.sentAt[id] = 0;
      lane.inFlight--;
    }
  }

  private void send(Lane lane, long now) throws IOException, GeneralSecurityException {
    int user = next++ % users;
    byte[] name = ("u" + user).getBytes(StandardCharsets.UTF_8);
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    out.clear();
    out.put((byte) 1).put((byte) lane.id).putShort((short) 0).put(authenticator);
    int at = out.position() + 2;
    out.put((byte) 80).put((byte) 18).put(new byte[16]);
    out.put((byte) 1).put((byte) (2 + name.length)).put(name);
    out.put((byte) 2).put((byte) 18).put(hide("p" + user, authenticator));
    out.putShort(2, (short) out.position());
    byte[] packet = Arrays.copyOf(out.array(), out.position());
    System.arraycopy(hmac.doFinal(packet), 0, packet, at, 16);
    if (lane.channel.write(ByteBuffer.wrap(packet)) == 0) return;
    lane.sentAt[lane.id] = now;
    lane.inFlight++;
  }

  /** RFC 2865 section 5.2, for passwords of up to 16 bytes. */
  private byte[] hide(String password, byte[] authenticator) {
    byte[] hidden = Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), 16);
    md5.update(secret);
    byte[] mask = md5.digest(authenticator);
    for (int i = 0; i < 16; i++) hidden[i] ^= mask[i];
    return hidden;
  }
}
