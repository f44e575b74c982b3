package jaruek.bench;

import jaruek.retention.disk.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Kills the real daemon with SIGKILL at random moments under load, starts it again, and checks at
 * the end that nothing that was promised is missing and nothing is there twice.
 *
 * <p>Arguments: rounds (20), seed (the clock's), folder (a temporary one, removed when all is
 * well). System property {@code jaruek.home}: the project's folder. Exit status 1 if something is
 * wrong.
 */
public final class KillRounds {
  private static final int ROUNDS = 20;
  private static final int FAULTS_SHOWN = 20;

  /** So often out of a hundred it is killed while it starts. */
  private static final int KILLED_EARLY_PERCENT = 25;

  private static final int EARLY_MILLIS_MAX = 4_000;
  private static final int LATE_MILLIS_MAX = 3_000;
  private static final int SEAL_MILLIS_MAX = 1_500;
  private static final long LAG_SECONDS_MAX = 120;

  private final KilledDaemon daemon;
  private final SplittableRandom random;
  private final SplittableRandom pauses;
  private final List<String> faults = new ArrayList<>();
  private volatile boolean sealing = true;
  private int sealsBroken; // of the sealing thread; read when that has ended

  KillRounds(KilledDaemon daemon, long seed) {
    this.daemon = daemon;
    this.random = new SplittableRandom(seed);
    this.pauses = random.split();
  }

  /** Runs the rounds. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    Path folder =
        args.length > 2
            ? Files.createDirectories(Path.of(args[2]).toAbsolutePath())
            : Files.createTempDirectory("jaruek-kill-");
    List<String> faults =
        run(Path.of(System.getProperty("jaruek.home", ".")), folder, rounds, seed);
    faults.stream().limit(FAULTS_SHOWN).forEach(fault -> System.out.println("WRONG: " + fault));
    if (faults.isEmpty()) {
      System.out.println("all is there, once");
      if (args.length <= 2) FileTree.remove(folder);
    } else {
      System.out.println(faults.size() + " faults, seed " + seed + "; all of it is in " + folder);
    }
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  /** Runs so many rounds in an empty folder; answers everything that is wrong at the end. */
  static List<String> run(Path home, Path folder, int rounds, long seed)
      throws IOException, InterruptedException {
    System.out.printf("%d rounds, seed %d, in %s%n", rounds, seed, folder);
    try (KilledDaemon daemon = new KilledDaemon(home, folder)) {
      return new KillRounds(daemon, seed).run(rounds);
    } catch (KillException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private List<String> run(int rounds) throws IOException, InterruptedException {
    daemon.start();
    daemon.awaitReady();
    Thread sealer = Thread.ofPlatform().name("seal").start(this::sealNowAndThen);
    KillLoad load = new KillLoad(daemon);
    try {
      load.start();
      for (int round = 1; round <= rounds; round++) round(round, load);
    } finally {
      load.stop();
      sealing = false;
      sealer.interrupt();
    }
    sealer.join();
    load.awaitEnd();
    finish();
    KillCheck check = new KillCheck(daemon.data);
    faults.addAll(load.faults);
    faults.addAll(check.faults(load.answered));
    for (String line : daemon.verify()) faults.add("verify: " + line);
    for (String line : daemon.rebuild()) faults.add("rebuild: " + line);
    System.out.printf(
        "%d accounting requests answered, sent again %d times; %d lines written%n",
        load.answered.size(), load.resent(), load.lines.get());
    System.out.println(check.summary() + "; " + sealsBroken + " seals broken off by a kill");
    return faults;
  }

  /** The daemon runs when it begins, and when it ends. */
  private void round(int round, KillLoad load) throws IOException, InterruptedException {
    int late = random.nextInt(LATE_MILLIS_MAX);
    TimeUnit.MILLISECONDS.sleep(late);
    daemon.kill();
    String early = "";
    while (random.nextInt(100) < KILLED_EARLY_PERCENT) {
      int millis = random.nextInt(EARLY_MILLIS_MAX);
      daemon.start();
      TimeUnit.MILLISECONDS.sleep(millis);
      daemon.kill();
      early += ", again " + millis + " ms after its start";
    }
    long started = System.nanoTime();
    daemon.start();
    daemon.awaitReady();
    System.out.printf(
        "round %d: killed %d ms after it answered%s; up again in %d ms; %d events answered%n",
        round,
        late,
        early,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
        load.answered.size());
  }

  /** So that a kill often falls into sealing. */
  private void sealNowAndThen() {
    while (sealing) {
      try {
        TimeUnit.MILLISECONDS.sleep(pauses.nextInt(SEAL_MILLIS_MAX));
        sealNow();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void sealNow() {
    try {
      var _ = daemon.ask("seal");
    } catch (IOException e) {
      sealsBroken++; // killed meanwhile
    }
  }

  private void finish() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAG_SECONDS_MAX);
    while (daemon.ask("status").getFirst().path("lagFrames").asLong() > 0) {
      if (System.nanoTime() > deadline) throw new KillException("decoding does not keep up");
      TimeUnit.MILLISECONDS.sleep(20);
    }
    var _ = daemon.ask("seal");
    daemon.stop();
  }
}
