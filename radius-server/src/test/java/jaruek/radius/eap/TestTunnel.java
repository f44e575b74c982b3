package jaruek.radius.eap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A TLS client in EAP that says inside what the test wants. */
final class TestTunnel {
  static final int LENGTH = 0x80;
  static final int MORE = 0x40;

  final TestPeer peer;
  final SSLEngine engine;
  private final EapMethod method;
  private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();

  private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();

  /** What the engine had against what it heard. */
  String refusal = "";

  /** Which message, counted from 0, is sent damaged. */
  int damageAt = -1;

  UnaryOperator<byte[]> damage = UnaryOperator.identity();
  private int sent;

  /** What the server said inside, last. */
  byte[] heard = new byte[0];

  TestTunnel(TestPeer peer, EapMethod method, SSLContext context, String protocol) {
    this.peer = peer;
    this.method = method;
    engine = context.createSSLEngine("radius.school.example", 1812);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    try {
      engine.beginHandshake();
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  /** Trusts everybody. */
  static SSLContext context() {
    TrustManager everybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {everybody}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** From the identity to the end of the handshake; gives the reply that came last. */
  EapReply connect() {
    peer.choose(method);
    return handshake();
  }

  EapReply handshake() {
    EapReply reply = new EapReply.Discard("not asked");
    for (int round = 0; round < 20; round++) {
      byte[] out = pending();
      boolean done = engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
      if (done && out.length == 0) return reply;
      reply = message(out);
      if (!(reply instanceof EapReply.Challenge)) return reply;
    }
    throw new AssertionError("no end of the handshake");
  }

  /** What the engine wants to send now. */
  byte[] pending() {
    unwrap(new byte[0]);
    byte[] out = outgoing.toByteArray();
    outgoing.reset();
    return out;
  }

  byte[] wrap(byte[] plaintext) throws SSLException {
    ByteBuffer records = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() + 100);
    engine.wrap(ByteBuffer.wrap(plaintext), records);
    return Arrays.copyOf(records.array(), records.position());
  }

  /** Says something inside. */
  EapReply say(byte[] plaintext) {
    try {
      return message(wrap(plaintext));
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a whole TLS message, and takes all fragments of what comes. */
  EapReply message(byte[] whole) {
    byte[] tls = sent++ == damageAt && whole.length > 2 ? damage.apply(whole) : whole;
    byte[] data = new byte[1 + tls.length];
    System.arraycopy(tls, 0, data, 1, tls.length);
    return take(peer.respond(method.type(), data));
  }

  EapReply acknowledge() {
    return message(new byte[0]);
  }

  private EapReply take(EapReply reply) {
    if (!(reply instanceof EapReply.Challenge) || peer.request.type() != method.type()) {
      return reply;
    }
    byte[] data = peer.request.data();
    int flags = data[0] & 0xff;
    int at = (flags & LENGTH) != 0 ? 5 : 1;
    fragments.write(data, at, data.length - at);
    if ((flags & MORE) != 0) return take(peer.respond(method.type(), new byte[1]));
    byte[] whole = fragments.toByteArray();
    fragments.reset();
    unwrap(whole);
    return reply;
  }

  private void unwrap(byte[] tls) {
    ByteBuffer in = ByteBuffer.wrap(tls);
    ByteArrayOutputStream clear = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize() + 100);
    try {
      while (true) {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
          Runnable task = engine.getDelegatedTask();
          if (task != null) task.run();
        } else if (status == HandshakeStatus.NEED_WRAP) {
          outgoing.writeBytes(wrap(new byte[0]));
        } else if (!in.hasRemaining()) {
          break;
        } else {
          SSLEngineResult result = engine.unwrap(in, buffer);
          clear.write(buffer.array(), 0, buffer.position());
          buffer.clear();
          if (result.getStatus() != SSLEngineResult.Status.OK) break;
        }
      }
    } catch (SSLException e) {
      refusal = String.valueOf(e.getMessage());
    }
    if (tls.length > 0) heard = clear.toByteArray();
  }
}
