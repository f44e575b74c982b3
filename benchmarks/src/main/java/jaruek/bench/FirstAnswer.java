package jaruek.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Asks a RADIUS server by Status-Server (RFC 5997), every 20 ms and each time anew, and says when
 * the first answer came, and how many of those asked before it had none in the end.
 *
 * <p>Arguments: port, secret, seconds at most.
 */
public final class FirstAnswer {
  private static final int EVERY_MILLIS = 20;
  private static final int AFTER_MILLIS = 2_000;

  private FirstAnswer() {}

  /** Asks. */
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    int port = Integer.parseInt(args[0]);
    byte[] secret = args[1].getBytes(StandardCharsets.UTF_8);
    long end = System.currentTimeMillis() + Integer.parseInt(args[2]) * 1000L;
    SecureRandom random = new SecureRandom();
    long first = 0;
    int asked = 0;
    int answered = 0;
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(EVERY_MILLIS);
      DatagramPacket in = new DatagramPacket(new byte[4096], 4096);
      while (System.currentTimeMillis() < end) {
        try {
          if (first == 0) {
            byte[] request = request(asked, secret, random);
            socket.send(new DatagramPacket(request, request.length));
            asked++;
          }
          socket.receive(in);
          answered++;
          if (first == 0) {
            first = System.currentTimeMillis();
            end = first + AFTER_MILLIS;
          }
        } catch (PortUnreachableException e) { // nobody listens: not a request that was lost
          asked = 0;
          sleep();
        } catch (SocketTimeoutException e) {
          // asked again
        }
      }
    }
    System.out.printf("first_millis=%d asked=%d answered=%d%n", first, asked, answered);
  }

  private static void sleep() {
    try {
      Thread.sleep(EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] request(int number, byte[] secret, SecureRandom random)
      throws GeneralSecurityException {
    byte[] packet = new byte[38];
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    ByteBuffer.wrap(packet)
        .put((byte) 12)
        .put((byte) number)
        .putShort((short) packet.length)
        .put(authenticator)
        .put((byte) 80)
        .put((byte) 18);
    Mac mac = Mac.getInstance("HmacMD5");
    mac.init(new SecretKeySpec(secret, "HmacMD5"));
    System.arraycopy(mac.doFinal(packet), 0, packet, 22, 16);
    return packet;
  }
}
