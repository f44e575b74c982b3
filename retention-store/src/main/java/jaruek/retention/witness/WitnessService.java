package jaruek.retention.witness;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogException;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log attested from outside at its times, and attests the peers' logs. Everything goes on
 * threads of its own: a witness that does not answer holds up nothing; it is counted, said, and
 * asked again, less and less often up to its usual time.
 *
 * <p>Counters: {@code witness.attested} and {@code witness.failed}, by witness (and reason); {@code
 * witness.requests} by status. Gauges: {@code witness.newest.age.seconds}, -1 while there is none.
 */
public final class WitnessService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WitnessService.class);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final WitnessConfig config;
  private final StoreLog log;
  private final Witnesses witnesses;
  private final Cosigner cosigner;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final HttpPost http = new HttpPost();
  private final PeerClient peerClient;
  private final @Nullable TimeStampClient timeStamps;
  private final List<Round> rounds = new ArrayList<>();
  private final ScheduledExecutorService times =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().name("jaruek-witness-", 0).daemon().factory());
  private @Nullable WitnessServer server;
  private volatile @Nullable Long newestMillis;

  /**
   * @param dataDirectory where attestations are kept
   * @param random for the nonces of time stamps
   */
  public WitnessService(
      WitnessConfig config,
      StoreLog log,
      Path dataDirectory,
      InstantSource clock,
      RandomGenerator random,
      Telemetry telemetry) {
    this.config = config;
    this.log = log;
    this.clock = clock;
    this.telemetry = telemetry;
    this.witnesses = new Witnesses(dataDirectory);
    this.cosigner =
        new Cosigner(log, config.peers(), dataDirectory.resolve(Witnesses.FOLDER), clock);
    this.peerClient = new PeerClient(log, witnesses, http, clock);
    WitnessConfig.Authority authority = config.authority();
    this.timeStamps =
        authority == null
            ? null
            : new TimeStampClient(
                log, witnesses, http, authority.url(), authority.ca(), random, clock);
  }

  /**
   * Listens, and asks from now on.
   *
   * @throws WitnessException if the port cannot be had
   */
  public void start() {
    newestMillis = witnesses.newest().map(Witnesses.Kept::atMillis).orElse(null);
    telemetry.gauge("witness.newest.age.seconds", this::newestAgeSeconds);
    if (config.listen() != null) {
      WitnessServer listening = new WitnessServer(config.listen(), cosigner, telemetry);
      listening.start();
      server = listening;
    }
    for (WitnessPeer peer : config.peers()) {
      URI url = peer.url();
      if (url != null) {
        plan(
            new Round(peer.name(), config.cosignEvery(), () -> peerClient.ask(peer, url)),
            Witnesses.Kind.COSIGNATURE);
      }
    }
    WitnessConfig.Authority authority = config.authority();
    if (authority != null) {
      plan(new Round("timestamp", authority.every(), this::askAuthority), Witnesses.Kind.TIMESTAMP);
    }
  }

  private long newestAgeSeconds() {
    Long at = newestMillis;
    return at == null ? -1 : Math.max(0, (clock.millis() - at) / 1000);
  }

  /** The first time comes when the newest attestation is as old as it may become. */
  private void plan(Round round, Witnesses.Kind kind) {
    rounds.add(round);
    long due =
        witnesses
            .newest(kind, round.name)
            .map(k -> k.atMillis() + round.every.toMillis() - clock.millis())
            .orElse(0L);
    round.next(Math.clamp(due, SOON.toMillis(), round.every.toMillis()));
  }

  /** One witness that is asked again and again. */
  private final class Round implements Runnable {
    private final String name;
    private final Duration every;
    private final Supplier<Witnesses.Kept> ask;
    private long failures;

    Round(String name, Duration every, Supplier<Witnesses.Kept> ask) {
      this.name = name;
      this.every = every;
      this.ask = ask;
    }

    @Override
    public void run() {
      try {
        var _ = attest(name, ask);
        failures = 0;
        next(every.toMillis());
      } catch (RuntimeException e) { // said and counted; else there would be no next time
        long wait = FIRST_RETRY.toMillis() << Math.min(failures++, 10);
        next(Math.min(wait, every.toMillis()));
      }
    }

    void next(long millis) {
      try {
        var _ = times.schedule(this, millis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("{} is not asked again: stopping", name);
      }
    }
  }

  private Witnesses.Kept attest(String name, Supplier<Witnesses.Kept> ask) {
    try {
      Witnesses.Kept kept = ask.get();
      count(kept);
      return kept;
    } catch (WitnessException e) {
      failed(name, e.reason(), e);
      throw e;
    } catch (RuntimeException e) {
      failed(name, "invalid", e);
      throw e;
    }
  }

  private void count(Witnesses.Kept kept) {
    Long before = newestMillis;
    newestMillis = before == null ? kept.atMillis() : Math.max(before, kept.atMillis());
    telemetry.counter("witness.attested", "witness", kept.name()).increment();
    LOG.info("{} attested the log's first {} entries", kept.name(), kept.size());
  }

  private void failed(String name, String reason, RuntimeException e) {
    telemetry.counter("witness.failed", "witness", name, "reason", reason).increment();
    LOG.warn("the witness {} did not attest: {}", name, e.getMessage());
    LOG.debug("the witness {} did not attest", name, e);
  }

  private Witnesses.Kept askAuthority() {
    if (timeStamps == null) {
      throw new WitnessException(
          "invalid", "no time-stamp authority is configured (witness: timestamp: url, ca)");
    }
    return timeStamps.ask();
  }

  /** Where peers ask us, with the real port. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(server).map(WitnessServer::address);
  }

  /** What is kept. */
  public Witnesses witnesses() {
    return witnesses;
  }

  /** The peers of the configuration. */
  public List<WitnessPeer> peers() {
    return config.peers();
  }

  /** How many witnesses are asked at their times. */
  public int asked() {
    return rounds.size();
  }

  /**
   * Has the checkpoint stamped now.
   *
   * @throws WitnessException if it did not come about
   */
  public Witnesses.Kept timestamp() {
    return attest("timestamp", this::askAuthority);
  }

  /**
   * The request for a peer to cosign the newest checkpoint, to be carried to it.
   *
   * @param oldSize that it cosigned last; empty to take what is known of it
   * @param peer whom it is for; null for the only one, or one that is not configured
   */
  public AddCheckpoint request(OptionalLong oldSize, @Nullable String peer) {
    if (oldSize.isPresent()) return PeerClient.request(log, oldSize.getAsLong());
    String name = peer;
    if (name == null && config.peers().size() == 1) name = config.peers().getFirst().name();
    if (name == null) return PeerClient.request(log, 0);
    long known =
        witnesses.newest(Witnesses.Kind.COSIGNATURE, name).map(Witnesses.Kept::size).orElse(0L);
    return PeerClient.request(log, known);
  }

  /** What came of a file that was carried here. */
  public sealed interface Carried {}

  /** Another's checkpoint was cosigned: the note with our line, to be carried back. */
  public record Signed(WitnessPeer peer, long size, SignedNote note) implements Carried {}

  /** Our own checkpoint came back cosigned, and is kept. */
  public record Returned(Witnesses.Kept kept) implements Carried {}

  /**
   * Takes a file that was carried here: a request of a peer is cosigned, our own checkpoint with a
   * peer's cosignature is kept.
   *
   * @param content a request to cosign, or a checkpoint
   * @throws WitnessException if it is refused, with the reason
   */
  public Carried carried(byte[] content) {
    try {
      if (AddCheckpoint.looksLike(content)) return cosign(AddCheckpoint.parse(content));
      SignedNote note = SignedNote.parse(content);
      String origin = Checkpoint.parse(note.text()).origin();
      if (!origin.equals(log.origin())) return cosign(new AddCheckpoint(0, List.of(), note));
      return new Returned(keep(note));
    } catch (LogException e) {
      throw new WitnessException("invalid", String.valueOf(e.getMessage()), e);
    }
  }

  private Witnesses.Kept keep(SignedNote note) {
    List<WitnessPeer> signers =
        config.peers().stream()
            .filter(p -> note.signatures().stream().anyMatch(s -> s.name().equals(p.origin())))
            .toList();
    if (signers.isEmpty()) {
      throw new WitnessException(
          "invalid", "this is our own checkpoint, and no configured peer cosigned it");
    }
    Witnesses.Kept kept = null;
    for (WitnessPeer peer : signers) {
      kept = attest(peer.name(), () -> witnesses.keep(log, note, peer, clock));
    }
    if (kept == null) throw new IllegalStateException();
    return kept;
  }

  private Signed cosign(AddCheckpoint request) {
    return switch (cosigner.add(request)) {
      case Cosigner.Cosigned(WitnessPeer peer, SignedNote.Signature signature) ->
          new Signed(
              peer, Checkpoint.parse(request.note().text()).size(), request.note().with(signature));
      case Cosigner.Conflict(WitnessPeer peer, long lastSize, boolean split) ->
          throw new WitnessException(
              "conflict",
              split
                  ? peer.name()
                      + " shows another history: a checkpoint of "
                      + lastSize
                      + " entries with another root was cosigned before; both are kept"
                  : "of "
                      + peer.name()
                      + " the checkpoint of "
                      + lastSize
                      + " entries was cosigned last; have the request made for it: jaruek"
                      + " checkpoint publish --since "
                      + lastSize);
      case Cosigner.UnknownOrigin(String origin) ->
          throw new WitnessException(
              "invalid", "no witness peer of the configuration has the log " + origin);
      case Cosigner.BadSignature(WitnessPeer peer) ->
          throw new WitnessException(
              "invalid",
              "not signed by the key that the configuration has of "
                  + peer.name()
                  + ", or changed; has its key been rotated?");
      case Cosigner.BadProof(WitnessPeer peer) ->
          throw new WitnessException(
              "conflict",
              "the log of " + peer.name() + " was not shown to continue what was cosigned before");
      case Cosigner.Malformed(String why) -> throw new WitnessException("invalid", why);
    };
  }

  @Override
  public void close() {
    times.shutdownNow();
    if (server != null) server.close();
    http.close();
  }
}
