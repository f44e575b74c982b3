package jaruek.bench;

import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.Group;
import jaruek.radius.account.PasswordCost;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.session.Identification;
import jaruek.radius.session.OpenSession;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.telemetry.Telemetry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How long 50,000 accounts take to be read at a start and how much memory they take, with 20,000
 * open sessions as {@link OpenSession} values beside them: heap that stays after collections, and
 * resident memory of the process.
 *
 * <p>Arguments: an empty folder, accounts, sessions. The first run in a folder makes the accounts,
 * with cheap hashes of the usual length; later ones read them.
 */
public final class AccountsTime {
  private AccountsTime() {}

  /** Runs once. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    long empty = heapBytes();
    Accounts accounts =
        new Accounts(
            new AccountsConfig(
                folder.resolve("accounts.db"),
                folder.resolve("accounts.key"),
                ZoneId.of("Asia/Bangkok"),
                new PasswordCost(8, 1, 1),
                AccountsConfig.CACHE_ENTRIES_MAX,
                Duration.ofHours(1)),
            new Telemetry(),
            InstantSource.system(),
            new SecureRandom());
    long began = System.nanoTime();
    long used = threadNanos();
    accounts.start();
    double seconds = (System.nanoTime() - began) / 1e9;
    double processor = (threadNanos() - used) / 1e9;
    try (accounts) {
      if (accounts.list().isEmpty()) {
        make(accounts, count);
        System.out.println("made " + accounts.list().size());
        return;
      }
      long withAccounts = heapBytes();
      Map<String, OpenSession> sessions = sessions(Integer.parseInt(args[2]));
      long withSessions = heapBytes();
      if (sessions.isEmpty()) throw new IllegalStateException("no sessions");
      System.out.printf(
          "found=%d start_seconds=%.2f start_processor=%.2f accounts_mib=%.1f sessions_mib=%.1f"
              + " together_mib=%.1f%n",
          accounts.list().size(),
          seconds,
          processor,
          mebibytes(withAccounts - empty),
          mebibytes(withSessions - withAccounts),
          mebibytes(withSessions - empty));
    }
  }

  private static void make(Accounts accounts, int count) {
    for (int i = 0; i < 40; i++) {
      Terms terms = Terms.NONE.with(Setting.VLAN, Integer.toString(100 + i));
      accounts.addGroup(Group.of("ห้อง " + i, null, terms, null));
    }
    StringBuilder csv =
        new StringBuilder("username,password,full_name,department,group,phone,macs,number\n");
    for (int i = 0; i < count; i++) {
      csv.append("pupil%05d,pw%d,เด็กหญิงสมหญิง ใจดีมาก%d,ม.%d/1,".formatted(i, i, i, i % 6));
      csv.append(
          "ห้อง %d,081%07d,aa:bb:cc:%02x:%02x:%02x,%d%n"
              .formatted(i % 40, i, i >> 16, i >> 8 & 0xff, i & 0xff, 60_000 + i));
    }
    byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
    var result = accounts.importCsv(bytes, true, (done, total) -> {});
    if (!result.faults().isEmpty())
      throw new IllegalStateException("" + result.faults().getFirst());
  }

  private static Map<String, OpenSession> sessions(int count) {
    Map<String, OpenSession> sessions = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String id = "8%07x".formatted(i);
      sessions.put(
          id,
          new OpenSession(
              "pupil%05d".formatted(i),
              "10.0.0.1",
              id,
              "gw1",
              null,
              IpAddress.parse("10.1." + (i >> 8 & 0xff) + "." + (i & 0xff)).orElseThrow(),
              null,
              MacAddress.parse("aa:bb:cc:00:%02x:%02x".formatted(i >> 8 & 0xff, i & 0xff))
                  .orElseThrow(),
              "wlan-" + i,
              i,
              i,
              0,
              0,
              0,
              new Identification(
                  new byte[4],
                  "ap" + i,
                  "AA-BB-CC-00-00-00",
                  OptionalLong.of(i),
                  null,
                  null,
                  null)));
    }
    return sessions;
  }

  private static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double mebibytes(long bytes) {
    return bytes / 1024.0 / 1024.0;
  }

  private static long heapBytes() {
    for (int i = 0; i < 4; i++) System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
