package jaruek.radius.eap;

import jaruek.radius.eap.tls.TlsContexts;
import jaruek.radius.eap.tls.TlsException;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Logins;
import jaruek.retention.telemetry.Telemetry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The EAP server, RFC 3579: keeps the conversations and answers each message. All work is on its
 * own threads. Inert until {@link #start}; any thread may call.
 *
 * <p>A message that does not belong where it comes (out of order, of the wrong code, damaged) gets
 * no answer and changes nothing, so that nobody ends another's login by injecting one. A response
 * that is in its place but wrong ends the conversation with its reason. The last message of a
 * conversation coming again gets the same reply again.
 */
public final class EapServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EapServer.class);

  private final EapConfig config;
  private final Logins logins;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Sessions sessions;
  private final Semaphore places;
  private @Nullable Methods methods;
  private volatile @Nullable ThreadPoolExecutor threads;

  /** A server to be started. */
  public EapServer(
      EapConfig config,
      Logins logins,
      Telemetry telemetry,
      InstantSource clock,
      SecureRandom random) {
    this.config = config;
    this.logins = logins;
    this.telemetry = telemetry;
    this.clock = clock;
    this.random = random;
    this.sessions = new Sessions(config, telemetry, clock);
    this.places = new Semaphore(config.inWorkMax());
    telemetry.gauge("radius.eap.in-work", () -> config.inWorkMax() - places.availablePermits());
  }

  /**
   * Reads the certificates and starts the threads.
   *
   * @throws TlsException if a file is missing or wrong
   */
  public synchronized void start() {
    if (threads != null) throw new IllegalStateException("EAP is started");
    TlsContexts tls = null;
    if (config.tls() != null) {
      tls = new TlsContexts(config.tls(), telemetry, clock, random);
      tls.start();
    }
    methods = new Methods(config, tls, random, clock);
    threads =
        new ThreadPoolExecutor(
            config.threads(),
            config.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // bounded by the places
            Thread.ofPlatform().daemon().name("radius-eap-", 0).factory());
  }

  /**
   * Takes a message; returns at once.
   *
   * @param answer called exactly once, on any thread
   */
  public void handle(EapRequest request, Consumer<EapReply> answer) {
    if (!places.tryAcquire()) {
      answer.accept(new EapReply.Discard("eap-queue-full"));
      return;
    }
    Turn turn = new Turn(request, answer);
    turn.later(turn::begin);
  }

  /** Conversations at present. */
  int conversations() {
    return sessions.size();
  }

  /** TLS engines at present. */
  int tunnels() {
    return sessions.tunnels();
  }

  @Override
  public synchronized void close() {
    ThreadPoolExecutor running = threads;
    threads = null;
    if (running != null) running.shutdownNow();
    if (methods != null) methods.close();
    methods = null;
  }

  private Session open(Asking asking) {
    Methods started = methods;
    if (started == null) throw new IllegalStateException("EAP is not started");
    byte[] state = new byte[Session.STATE_BYTES];
    random.nextBytes(state);
    Peer peer = new Peer(logins, asking, "eap-");
    return new Session(
        state, asking.client().name(), peer, started.outermost(peer), clock.millis());
  }

  /** One message on its way to its answer. */
  private final class Turn {
    private final EapRequest request;
    private final Consumer<EapReply> answer;
    private @Nullable Session session;
    private int responseId;
    private boolean answered;

    Turn(EapRequest request, Consumer<EapReply> answer) {
      this.request = request;
      this.answer = answer;
    }

    void later(Runnable work) {
      ThreadPoolExecutor running = threads;
      try {
        if (running == null) throw new RejectedExecutionException("EAP is not started");
        running.execute(() -> guarded(work));
      } catch (RejectedExecutionException e) {
        discard("eap-closed");
      }
    }

    /** A fault of ours costs one conversation, not the thread. */
    private void guarded(Runnable work) {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.error("an EAP conversation failed", e);
        if (session != null) sessions.remove(session);
        discard("eap-failed");
      }
    }

    void begin() {
      byte[] message = request.message();
      byte[] state = request.state();
      if (message.length == 0) {
        eapStart();
        return;
      }
      switch (EapPacket.read(message)) {
        case EapPacket.Read.Malformed(String reason) -> ignore(reason, state);
        case EapPacket.Read.Sound(EapPacket packet) -> {
          responseId = packet.id();
          if (packet.code() != EapPacket.RESPONSE) {
            ignore("eap-not-a-response", state);
          } else if (state == null) {
            first(packet);
          } else {
            next(packet, state);
          }
        }
      }
    }

    /** RFC 3579 section 2.1: the NAS leaves it to us to ask for the identity. */
    private void eapStart() {
      Session opened = open(request.asking());
      enter(opened);
      sessions.add(opened);
      responseId = random.nextInt(256);
      Conversation conversation = opened.conversation;
      if (conversation != null) take(opened, conversation.askIdentity());
    }

    private void first(EapPacket packet) {
      if (packet.type() != EapPacket.IDENTITY) {
        finish(new EapReply.Failure(EapPacket.failure(packet.id()), null, "eap-without-state"));
        return;
      }
      Session opened = open(request.asking());
      enter(opened);
      sessions.add(opened);
      converse(opened, packet);
    }

    private void enter(Session opened) {
      if (!opened.enter()) throw new IllegalStateException("a new conversation is in work");
      session = opened;
    }

    private void next(EapPacket packet, byte[] state) {
      Session found = sessions.find(state);
      if (found == null || !found.client.equals(request.asking().client().name())) {
        String reason = found == null ? "eap-session-unknown" : "eap-session-of-another-client";
        finish(new EapReply.Failure(EapPacket.failure(packet.id()), null, reason));
        return;
      }
      if (!found.enter()) {
        discard("eap-session-in-work");
        return;
      }
      session = found;
      found.peer.asks(request.asking());
      if (Arrays.equals(request.message(), found.lastMessage)) {
        again(found);
      } else if (found.conversation == null) {
        discard("eap-session-ended");
      } else if (packet.id() != found.requestId) {
        ignore("eap-id-out-of-order", state);
      } else {
        converse(found, packet);
      }
    }

    private void again(Session found) {
      Step.Later<?> retry = found.retry;
      EapReply reply = found.lastReply;
      if (retry != null) {
        found.retry = null;
        ask(found, retry);
      } else if (reply != null) {
        telemetry.counter("radius.eap.repeats-answered").increment();
        finish(reply);
      } else {
        discard("eap-session-in-work");
      }
    }

    private void converse(Session found, EapPacket packet) {
      Conversation conversation = found.conversation;
      if (conversation == null) throw new IllegalStateException("the conversation has ended");
      Step step = conversation.answer(packet, packet.id() + 1 & 0xff);
      if (!(step instanceof Step.Dropped)) {
        found.lastMessage = request.message();
        found.lastReply = null;
        found.retry = null;
      }
      take(found, step);
    }

    private void take(Session found, Step step) {
      switch (step) {
        case Step.Request(int type, byte[] data) -> {
          found.requestId = responseId + 1 & 0xff;
          byte[] message = EapPacket.request(found.requestId, type, data);
          keep(found, new EapReply.Challenge(message, found.state));
        }
        case Step.Later<?> later -> ask(found, later);
        case Step.Finished done -> {
          telemetry.counter("radius.eap.accepted", "method", done.method()).increment();
          found.conversation = null;
          byte[] message = EapPacket.success(responseId);
          keep(
              found,
              new EapReply.Success(
                  message, done.userName(), done.account(), done.msk(), done.method()));
        }
        case Step.Refused(String reason, String userName) -> {
          found.conversation = null;
          byte[] message = EapPacket.failure(responseId);
          keep(found, new EapReply.Failure(message, userName, reason));
        }
        case Step.Dropped(String reason) -> discard(reason);
      }
    }

    private void keep(Session found, EapReply reply) {
      found.lastReply = reply;
      sessions.weigh(found);
      finish(reply);
    }

    private <T> void ask(Session found, Step.Later<T> later) {
      later
          .question()
          .accept(
              value ->
                  later(
                      () -> {
                        Step step = later.then().apply(value);
                        if (step instanceof Step.Dropped) found.retry = later;
                        take(found, step);
                      }));
    }

    /** Tells the NAS so if the request that waits for its response is known, else nothing. */
    private void ignore(String reason, byte @Nullable [] state) {
      Session found = state == null ? null : sessions.find(state);
      if (found != null
          && found.client.equals(request.asking().client().name())
          && found.lastReply instanceof EapReply.Challenge(byte[] asked, byte[] given)) {
        telemetry.counter("radius.eap.discarded", "reason", reason).increment();
        finish(new EapReply.Ignored(asked, given, reason));
      } else {
        discard(reason);
      }
    }

    private void discard(String reason) {
      telemetry.counter("radius.eap.discarded", "reason", reason).increment();
      finish(new EapReply.Discard(reason));
    }

    private void finish(EapReply reply) {
      if (answered) return;
      answered = true;
      if (session != null) session.leave();
      session = null;
      places.release();
      answer.accept(reply);
    }
  }
}
