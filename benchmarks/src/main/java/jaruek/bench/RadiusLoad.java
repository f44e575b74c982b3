package jaruek.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
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
public final class RadiusLoad implements RadiusLanes.Load {
  private final SplittableRandom random = new SplittableRandom(20261123);
  private final MessageDigest md5 = MessageDigest.getInstance("MD5");
  private final Mac hmac = Mac.getInstance("HmacMD5");
  private final byte[] secret;
  private final int users;
  private final ByteBuffer out = ByteBuffer.allocate(256);
  private long accepted;
  private long rejected;
  private int next;

  private RadiusLoad(byte[] secret, int users) throws GeneralSecurityException {
    this.secret = secret;
    this.users = users;
    hmac.init(new SecretKeySpec(secret, "HmacMD5"));
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

  private void run(int port, int seconds, int inFlight) throws IOException {
    RadiusLanes lanes = new RadiusLanes(this);
    double took = lanes.run(port, seconds, inFlight);
    System.out.printf(
        "rate=%.0f accepted=%d rejected=%d lost=%d seconds=%.1f%n",
        accepted / took, accepted, rejected, lanes.lost(), took);
  }

  @Override
  public boolean answered(int code, long nanos) {
    if (code == 2) accepted++;
    else rejected++;
    return true;
  }

  @Override
  public byte[] packet(int id) {
    int user = next++ % users;
    byte[] name = ("u" + user).getBytes(StandardCharsets.UTF_8);
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    out.clear();
    out.put((byte) 1).put((byte) id).putShort((short) 0).put(authenticator);
    int at = out.position() + 2;
    out.put((byte) 80).put((byte) 18).put(new byte[16]);
    out.put((byte) 1).put((byte) (2 + name.length)).put(name);
    out.put((byte) 2).put((byte) 18).put(hide("p" + user, authenticator));
    out.putShort(2, (short) out.position());
    byte[] packet = Arrays.copyOf(out.array(), out.position());
    System.arraycopy(hmac.doFinal(packet), 0, packet, at, 16);
    return packet;
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
