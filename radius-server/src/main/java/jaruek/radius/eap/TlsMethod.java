package jaruek.radius.eap;

import jaruek.radius.eap.tls.Reassembly;
import jaruek.radius.eap.tls.TlsEnd;
import jaruek.radius.eap.tls.TlsFragments;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * EAP over TLS: fragments, the handshake, keys, resumption (RFC 5216, RFC 9190, RFC 9427). What is
 * asked within is another's, {@link Tunnelled}.
 */
final class TlsMethod implements Method, Tunnel {
  /** Messages from the peer in one run: more than the largest chain in small fragments needs. */
  private static final int ROUNDS_MAX = 256;

  private static final int FRAMED_MTU = 12;
  private static final int FRAGMENT_BYTES_MIN = 100;

  /** Of EAP header, type, flags and length within a frame. */
  private static final int OVERHEAD_BYTES = 10;

  private static final int KEY_BYTES = 128;
  private static final int MSK_BYTES = 64;

  private final EapMethod method;
  private final Peer peer;
  private final Supplier<TlsEnd> opening;
  private final Tunnelled inner;
  private final int fragmentBytes;
  private final Duration resumptionTime;
  private final InstantSource clock;
  private final Reassembly incoming = new Reassembly();
  private TlsFragments outgoing = TlsFragments.NONE;
  private @Nullable TlsEnd tls;
  private Phase phase = Phase.HANDSHAKE;
  private int rounds;
  private Step.@Nullable Refused end;

  private enum Phase {
    HANDSHAKE,
    /** The peer has yet to say that it saw our last handshake message. */
    ESTABLISHED,
    INNER,
    /** The peer has yet to see our alert. */
    ENDING
  }

  /**
   * A run to come.
   *
   * @param opening makes the TLS engine, when the peer has begun to speak
   */
  TlsMethod(
      EapMethod method,
      Peer peer,
      Supplier<TlsEnd> opening,
      Tunnelled inner,
      int fragmentBytes,
      Duration resumptionTime,
      InstantSource clock) {
    this.method = method;
    this.peer = peer;
    this.opening = opening;
    this.inner = inner;
    this.fragmentBytes = fragmentBytes;
    this.resumptionTime = resumptionTime;
    this.clock = clock;
  }

  @Override
  public int type() {
    return method.type();
  }

  @Override
  public boolean heavy() {
    return tls != null;
  }

  @Override
  public Step begin(int id) {
    return new Step.Request(type(), TlsFragments.start());
  }

  @Override
  public Step answer(EapPacket response) {
    if (++rounds > ROUNDS_MAX) return refused("tls-too-many-rounds");
    if (phase == Phase.ENDING) return Objects.requireNonNull(end);
    return switch (incoming.add(response.data(), versioned())) {
      case Reassembly.Result.Wrong(String reason) -> refused(reason);
      case Reassembly.Result.More() -> more();
      case Reassembly.Result.Acknowledged() -> acknowledged();
      case Reassembly.Result.Complete(byte[] message) -> complete(message, response);
    };
  }

  /** PEAP and TTLS have their version in the flags. */
  private boolean versioned() {
    return method != EapMethod.TLS;
  }

  private Step more() {
    if (outgoing.more()) return refused("tls-fragment-not-acknowledged");
    return new Step.Request(type(), TlsFragments.acknowledgement());
  }

  private Step acknowledged() {
    if (outgoing.more()) return new Step.Request(type(), outgoing.next());
    return switch (phase) {
      case ESTABLISHED -> {
        phase = Phase.INNER;
        yield begin();
      }
      case INNER -> carried(inner.acknowledged(this), new byte[0]);
      case HANDSHAKE, ENDING -> refused("tls-empty-message");
    };
  }

  private Step complete(byte[] message, EapPacket response) {
    if (outgoing.more()) return refused("tls-fragment-not-acknowledged");
    TlsEnd engine = tls;
    if (engine == null) {
      engine = opening.get();
      tls = engine;
    }
    TlsEnd.Received received = engine.receive(message);
    if (received.failure() != null) return failed(received.failure(), received.out());
    if (phase == Phase.HANDSHAKE) {
      if (!engine.established()) return send(received.out());
      return established(engine, received, response);
    }
    if (received.out().length > 0) return refused("tls-post-handshake-message");
    if (received.plaintext().length == 0) return refused("tls-no-data");
    phase = Phase.INNER;
    return carried(inner.received(received.plaintext(), this, response), new byte[0]);
  }

  /** TLS 1.2: if our Finished was last, the peer speaks next. Else, and in 1.3, it is our turn. */
  private Step established(TlsEnd engine, TlsEnd.Received received, EapPacket response) {
    if (!engine.exportable()) return refused("tls-no-extended-master-secret");
    byte[] out = received.out();
    if (received.plaintext().length > 0) {
      phase = Phase.INNER;
      return carried(inner.received(received.plaintext(), this, response), out);
    }
    if (!engine.tls13() && out.length > 0) {
      phase = Phase.ESTABLISHED;
      return send(out);
    }
    phase = Phase.INNER;
    return begin(out);
  }

  private Step begin() {
    return begin(new byte[0]);
  }

  private Step begin(byte[] out) {
    Resumable remembered = remembered();
    if (remembered != null) {
      // TLS drops such sessions by itself, by the machine's clock
      if (clock.millis() >= remembered.untilMillis()) return refused("tls-session-too-old");
      return carried(inner.resumed(remembered, this), out);
    }
    Step step = inner.begin(this);
    return step == null ? send(out) : carried(step, out);
  }

  /** Only what an inner success has left there. */
  private @Nullable Resumable remembered() {
    return engine().value(Resumable.KEY) instanceof Resumable resumable ? resumable : null;
  }

  /** Takes a step from within out through the tunnel, behind handshake bytes that wait. */
  private Step carried(Step step, byte[] out) {
    return switch (step) {
      case Step.Request(int ignored, byte[] plaintext) -> {
        byte[] record = engine().send(plaintext);
        byte[] both = Arrays.copyOf(out, out.length + record.length);
        System.arraycopy(record, 0, both, out.length, record.length);
        yield send(both);
      }
      case Step.Later<?> later -> later.map(then -> carried(then, out));
      case Step.Finished done -> finished(done);
      case Step.Refused no -> {
        close();
        yield no;
      }
      case Step.Dropped dropped -> dropped;
    };
  }

  private Step finished(Step.Finished done) {
    TlsEnd engine = engine();
    byte[] key =
        engine.tls13()
            ? engine.export("EXPORTER_EAP_TLS_Key_Material", new byte[] {(byte) type()}, KEY_BYTES)
            : engine.export(
                method == EapMethod.TTLS ? "ttls keying material" : "client EAP encryption",
                null,
                KEY_BYTES);
    if (resumptionTime.isZero()) {
      engine.forget();
    } else if (remembered() == null) {
      long until = clock.millis() + resumptionTime.toMillis();
      engine.putValue(Resumable.KEY, new Resumable(done.userName(), until));
    }
    tls = null;
    return new Step.Finished(
        done.account(), done.userName(), Arrays.copyOf(key, MSK_BYTES), done.method());
  }

  private Step send(byte[] message) {
    outgoing = new TlsFragments(message, fragmentSize());
    return new Step.Request(type(), outgoing.next());
  }

  private int fragmentSize() {
    long mtu = peer.asking().packet().number(FRAMED_MTU).orElse(Integer.MAX_VALUE);
    return (int) Math.max(FRAGMENT_BYTES_MIN, Math.min(fragmentBytes, mtu - OVERHEAD_BYTES));
  }

  /** RFC 5216 section 2.1.3: the alert first, then failure when the peer has seen it. */
  private Step failed(String reason, byte[] alert) {
    Step.Refused refused = refused(reason);
    if (alert.length == 0) return refused;
    end = refused;
    phase = Phase.ENDING;
    return send(alert);
  }

  private Step.Refused refused(String reason) {
    close();
    String name = peer.identity();
    return new Step.Refused(reason, name.isEmpty() ? null : name);
  }

  /** What failed is not to be resumed. */
  private void close() {
    if (tls != null) tls.forget();
    tls = null;
  }

  private TlsEnd engine() {
    return Objects.requireNonNull(tls, "no TLS engine");
  }

  @Override
  public boolean tls13() {
    return engine().tls13();
  }

  @Override
  public byte[] export(String label, int bytes) {
    return engine().export(label, null, bytes);
  }

  @Override
  public List<X509Certificate> clientChain() {
    return engine().clientChain();
  }
}
