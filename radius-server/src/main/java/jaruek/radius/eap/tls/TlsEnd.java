package jaruek.radius.eap.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a TLS connection that has no socket: message in, message out. All computing
 * is done by the caller's thread. Used by one thread at a time.
 */
public final class TlsEnd {
  /** More records than any peer sends at once; keeps the cost of a message bounded. */
  private static final int RECORDS_MAX = 256;

  private static final int PLAINTEXT_BYTES_MAX = 65_536;
  private static final byte[] NOTHING = new byte[0];
  private static final String NO_CERTIFICATE = "Empty client certificate chain";
  private static final Pattern ALERT_RECEIVED =
      Pattern.compile("Received fatal alert: ([a-z_]{1,40})");
  private static final Pattern ALERT_SENT = Pattern.compile("^\\(([a-z_]{1,40})\\)");

  private final SSLEngine engine;
  private byte[] rest = NOTHING;
  private boolean established;

  TlsEnd(SSLEngine engine) {
    this.engine = engine;
  }

  /**
   * What comes of a message.
   *
   * @param out to be sent, may be empty
   * @param plaintext what the peer said inside, may be empty
   * @param failure why this connection is at its end, a word of ours; null if it is not
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Received(byte[] out, byte[] plaintext, @Nullable String failure) {}

  /** Whether the handshake is done. */
  public boolean established() {
    return established;
  }

  /** Takes a message of the peer's; whatever the bytes, it returns. */
  public Received receive(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
    String failure = null;
    try {
      failure = exchange(message, out, plaintext);
    } catch (SSLException e) {
      // the JDK refuses it by itself where config/jvm.options say so
      boolean again = established && e instanceof SSLHandshakeException;
      failure = again ? "tls-renegotiation" : reason(e);
      alert(out);
    } catch (RuntimeException e) { // the engine has thrown such on odd records
      failure = "tls-engine-" + e.getClass().getSimpleName();
      alert(out);
    }
    return new Received(out.toByteArray(), plaintext.toByteArray(), failure);
  }

  private @Nullable String exchange(
      byte[] message, ByteArrayOutputStream out, ByteArrayOutputStream plaintext)
      throws SSLException {
    byte[] all = Arrays.copyOf(rest, rest.length + message.length);
    System.arraycopy(message, 0, all, rest.length, message.length);
    rest = NOTHING;
    ByteBuffer in = ByteBuffer.wrap(all);
    ByteBuffer clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    for (int records = 0; records < RECORDS_MAX; ) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> tasks();
        case NEED_WRAP -> {
          if (established && !engine.isInboundDone()) return "tls-renegotiation";
          wrap(NOTHING, out);
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
          if (engine.isInboundDone()) return "tls-closed-by-peer";
          if (!in.hasRemaining()) return null;
          if (established && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
            return "tls-renegotiation";
          }
          records++;
          SSLEngineResult result = engine.unwrap(in, clear);
          note(result);
          clear.flip();
          plaintext.write(clear.array(), 0, clear.limit());
          clear.clear();
          if (plaintext.size() > PLAINTEXT_BYTES_MAX) return "tls-message-too-long";
          switch (result.getStatus()) {
            case OK -> {}
            case CLOSED -> {
              return "tls-closed-by-peer";
            }
            case BUFFER_UNDERFLOW -> {
              rest = Arrays.copyOfRange(all, in.position(), all.length);
              return null;
            }
            case BUFFER_OVERFLOW -> {
              int bytes = engine.getSession().getApplicationBufferSize();
              if (clear.capacity() >= bytes) return "tls-record-too-long";
              clear = ByteBuffer.allocate(bytes);
            }
          }
        }
      }
    }
    return "tls-too-many-records";
  }

  private void tasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void note(SSLEngineResult result) {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) established = true;
  }

  private void wrap(byte[] plaintext, ByteArrayOutputStream out) throws SSLException {
    ByteBuffer clear = ByteBuffer.wrap(plaintext);
    ByteBuffer records = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    do {
      SSLEngineResult result = engine.wrap(clear, records);
      note(result);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        throw new IllegalStateException("a record longer than its buffer");
      }
      out.write(records.array(), 0, records.position());
      records.clear();
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) return;
    } while (clear.hasRemaining());
  }

  /** What the engine has to say about its end. */
  private void alert(ByteArrayOutputStream out) {
    try {
      for (int i = 0; i < 3 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
        wrap(NOTHING, out);
      }
    } catch (SSLException | RuntimeException e) {
      // it has nothing to say; the reason is known already
      out.reset();
    }
  }

  private static String reason(SSLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateRefused refused) return refused.reason();
    }
    String message = String.valueOf(e.getMessage());
    if (message.contains(NO_CERTIFICATE)) return "certificate-missing";
    Matcher received = ALERT_RECEIVED.matcher(message);
    if (received.find()) return "tls-peer-says-" + received.group(1).replace('_', '-');
    Matcher sent = ALERT_SENT.matcher(message);
    return sent.find() ? "tls-" + sent.group(1).replace('_', '-') : "tls-failed";
  }

  /**
   * The record of something to say inside.
   *
   * @throws IllegalStateException if the engine cannot
   */
  public byte[] send(byte[] plaintext) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      wrap(plaintext, out);
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot send", e);
    }
    return out.toByteArray();
  }

  /** Whether TLS 1.3 was agreed. */
  public boolean tls13() {
    return engine.getSession().getProtocol().equals("TLSv1.3");
  }

  /**
   * Whether keys can be derived: TLS 1.2 without the extended master secret (RFC 7627) has none
   * that are bound to this connection.
   */
  public boolean exportable() {
    try {
      session().exportKeyingMaterialData("client EAP encryption", null, 1);
      return true;
    } catch (SSLKeyException e) {
      return false;
    }
  }

  /**
   * Keying material, RFC 5705 or RFC 8446 section 7.5.
   *
   * @throws IllegalStateException if not {@link #exportable}
   */
  public byte[] export(String label, byte @Nullable [] context, int bytes) {
    try {
      return session().exportKeyingMaterialData(label, context, bytes);
    } catch (SSLKeyException e) {
      throw new IllegalStateException("TLS has no exporter", e);
    }
  }

  private ExtendedSSLSession session() {
    if (engine.getSession() instanceof ExtendedSSLSession session) return session;
    throw new IllegalStateException("this Java's TLS sessions have no exporter");
  }

  /** What the client showed, its own first; empty if nothing. */
  public List<X509Certificate> clientChain() {
    try {
      return Arrays.stream(engine.getSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** What was put to this session, in this connection or one that it resumes. */
  public @Nullable Object value(String key) {
    return engine.getSession().getValue(key);
  }

  /** Keeps something with the session, for connections that resume it. */
  public void putValue(String key, Object value) {
    engine.getSession().putValue(key, value);
  }

  /** The session is not to be resumed. */
  public void forget() {
    SSLSession session = engine.getSession();
    for (String name : session.getValueNames()) session.removeValue(name);
    session.invalidate();
  }
}
