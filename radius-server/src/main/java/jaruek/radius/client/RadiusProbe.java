package jaruek.radius.client;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Dictionary;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A RADIUS client over UDP: sends, sends again, and takes only answers whose Response Authenticator
 * and Message-Authenticator are right. One request at a time; used by one thread.
 */
public final class RadiusProbe implements AutoCloseable {
  private final InetSocketAddress authentication;
  private final InetSocketAddress accounting;
  private final SharedSecret secret;
  private final Duration timeout;
  private final int attemptsMax;
  private final SecureRandom random;
  private final DatagramSocket socket;
  private int nextId;

  /**
   * A probe with a socket of its own.
   *
   * @param timeout before a request is sent again
   * @param attemptsMax how often it is sent, 1 or more
   */
  public RadiusProbe(
      InetSocketAddress authentication,
      InetSocketAddress accounting,
      SharedSecret secret,
      Duration timeout,
      int attemptsMax,
      SecureRandom random)
      throws SocketException {
    this.authentication = authentication;
    this.accounting = accounting;
    this.secret = secret;
    this.timeout = timeout;
    this.attemptsMax = attemptsMax;
    this.random = random;
    this.socket = new DatagramSocket();
    this.nextId = random.nextInt(256);
  }

  /**
   * Logs in by PAP.
   *
   * @param attributes further ones by name, as {@code NAS-IP-Address} to {@code 192.0.2.1}
   * @throws SocketTimeoutException if no right answer came: the secret may differ
   */
  public ProbeReply login(String user, String password, Map<String, String> attributes)
      throws IOException {
    byte[] authenticator = randomAuthenticator();
    List<Attribute> all = new ArrayList<>();
    all.add(Attribute.text(AttributeType.USER_NAME, user));
    byte[] hidden = secret.hide(password.getBytes(StandardCharsets.UTF_8), authenticator);
    all.add(new Attribute(AttributeType.USER_PASSWORD, hidden));
    addNamed(attributes, all);
    int id = newId();
    byte[] request =
        PacketWriter.request(PacketCode.ACCESS_REQUEST, id, authenticator, all, secret);
    return exchange(authentication, request, true);
  }

  /**
   * Sends an accounting event.
   *
   * @param attributes by name, among them {@code Acct-Status-Type} ({@code Start}, {@code
   *     Interim-Update}, {@code Stop}, {@code Accounting-On}, {@code Accounting-Off})
   * @throws SocketTimeoutException if it was not answered: it may not be recorded
   */
  public ProbeReply account(Map<String, String> attributes) throws IOException {
    List<Attribute> all = new ArrayList<>();
    addNamed(attributes, all);
    return exchange(accounting, PacketWriter.accountingRequest(newId(), all, secret), false);
  }

  /** Asks the authentication port whether it is alive, RFC 5997. */
  public ProbeReply status() throws IOException {
    byte[] request =
        PacketWriter.request(
            PacketCode.STATUS_SERVER, newId(), randomAuthenticator(), List.of(), secret);
    return exchange(authentication, request, true);
  }

  private static void addNamed(Map<String, String> attributes, List<Attribute> to) {
    attributes.forEach((name, value) -> to.add(Dictionary.attribute(name, value)));
  }

  private int newId() {
    return nextId++ & 0xff;
  }

  private byte[] randomAuthenticator() {
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    return authenticator;
  }

  private ProbeReply exchange(InetSocketAddress server, byte[] request, boolean mustAuthenticate)
      throws IOException {
    for (int attempt = 1; attempt <= attemptsMax; attempt++) {
      long sentNanos = System.nanoTime();
      socket.send(new DatagramPacket(request, request.length, server));
      Packet reply = awaitReply(request, sentNanos, mustAuthenticate);
      if (reply != null) {
        return new ProbeReply(reply, attempt, (System.nanoTime() - sentNanos) / 1000);
      }
    }
    throw new SocketTimeoutException(
        "no right answer from %s after %d attempts: is this host a client there, with this secret?"
            .formatted(server, attemptsMax));
  }

  private @Nullable Packet awaitReply(byte[] request, long sentNanos, boolean mustAuthenticate)
      throws IOException {
    DatagramPacket datagram =
        new DatagramPacket(new byte[PacketCheck.PACKET_BYTES_MAX], PacketCheck.PACKET_BYTES_MAX);
    for (long left = left(sentNanos); left > 0; left = left(sentNanos)) {
      socket.setSoTimeout((int) left);
      datagram.setLength(PacketCheck.PACKET_BYTES_MAX);
      try {
        socket.receive(datagram);
      } catch (SocketTimeoutException e) {
        return null;
      }
      byte[] bytes = Arrays.copyOf(datagram.getData(), datagram.getLength());
      if (PacketCheck.check(bytes) instanceof Checked.Sound(var reply)
          && isAnswer(reply, request, mustAuthenticate)) {
        return reply;
      }
    }
    return null;
  }

  private long left(long sentNanos) {
    return timeout.toMillis() - (System.nanoTime() - sentNanos) / 1_000_000;
  }

  private boolean isAnswer(Packet reply, byte[] request, boolean mustAuthenticate) {
    byte[] requestAuthenticator = Arrays.copyOfRange(request, 4, 20);
    if (reply.id() != (request[1] & 0xff)) return false;
    if (!secret.responseAuthenticatorMatches(reply, requestAuthenticator)) return false;
    if (!mustAuthenticate && !reply.has(AttributeType.MESSAGE_AUTHENTICATOR)) return true;
    return secret.messageAuthenticatorMatches(reply, requestAuthenticator);
  }

  @Override
  public void close() {
    socket.close();
  }
}
