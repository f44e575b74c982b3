package jaruek.appliance.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.coverage.ClockSample;
import jaruek.retention.coverage.CoverageReport;
import jaruek.retention.coverage.Gap;
import jaruek.retention.coverage.GapKind;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.expiry.Retention;
import jaruek.retention.store.StoreStatus;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check where all is well, at its limit, and where something is wrong. */
final class DoctorTest {
  private static final long GIB = 1L << 30;
  private static final Instant NOW = Instant.parse("2026-11-23T03:10:00Z");

  @TempDir Path folder;

  private static List<String> look(Check check) {
    return new Doctor(List.of(check))
        .look().stream().map(f -> f.grade().word() + " " + f.code()).toList();
  }

  private static List<String> clock(@Nullable ClockSample sample) {
    return look(new ClockCheck(() -> Optional.ofNullable(sample)));
  }

  @Test
  void theClockMayBeTenMillisecondsOff() {
    assertEquals(List.of("ok clock-good"), clock(new ClockSample(true, -10.0, 3, "a", "chrony")));
    assertEquals(
        List.of("fault clock-off"), clock(new ClockSample(true, 10.001, 3, "a", "chrony")));
    assertEquals(
        List.of("fault clock-not-synchronised"),
        clock(new ClockSample(false, null, 0, "", "ntpd")));
    assertEquals(
        List.of("warning clock-offset-unknown"),
        clock(new ClockSample(true, null, 0, "", "timedatectl")));
    assertEquals(List.of("warning clock-not-measured"), clock(null));
  }

  private static CoverageReport report(List<Gap> gaps, CoverageReport.Source... sources) {
    return new CoverageReport(
        0,
        86_400_000,
        List.of(),
        gaps,
        new CoverageReport.Clock(0, 0, null, null, 0, 0),
        0,
        0,
        List.of(sources),
        true);
  }

  private static CoverageReport.Source source(
      CoverageReport.State state, boolean configured, SourceCount count, Gap... gaps) {
    Long last = state == CoverageReport.State.NEVER ? null : (Long) 60_000L;
    return new CoverageReport.Source(
        SourceName.log("gw1"),
        state,
        configured,
        last,
        last,
        List.of(),
        List.of(gaps),
        count,
        0,
        0);
  }

  @Test
  void asksOnlyConfiguredSourcesToSpeak() {
    CoverageReport.Source good = source(CoverageReport.State.ACTIVE, true, SourceCount.NONE);
    CoverageReport.Source silent = source(CoverageReport.State.SILENT, true, SourceCount.NONE);
    CoverageReport.Source gone = source(CoverageReport.State.SILENT, false, SourceCount.NONE);
    CoverageReport.Source never = source(CoverageReport.State.NEVER, true, SourceCount.NONE);
    assertEquals(
        List.of("ok sources-good"), look(new SourcesCheck(() -> report(List.of(), good, gone))));
    assertEquals(
        List.of("fault source-silent", "warning source-never"),
        look(new SourcesCheck(() -> report(List.of(), good, silent, never))));
    assertEquals(
        List.of("warning source-none"), look(new SourcesCheck(() -> report(List.of(), gone))));
  }

  @Test
  void tellsWhatWasLostAndByWhom() {
    SourceCount usual = new SourceCount(100, 0, 0, 0, 0, new TreeMap<>(Map.of("odd", 1L)));
    SourceCount odd = new SourceCount(100, 0, 0, 0, 0, new TreeMap<>(Map.of("odd", 2L)));
    Gap stopped = new Gap(GapKind.DOWN, null, 0, 9, 0, Gap.STOPPED);
    Gap crashed = new Gap(GapKind.DOWN, null, 0, 9, 0, Gap.CRASHED);
    Gap asleep = new Gap(GapKind.DOWN, null, 0, 9, 0, Gap.NO_SIGN);
    Gap drop = new Gap(GapKind.KERNEL_DROP, null, 0, 9, 4, "netflow");
    Gap sequence = new Gap(GapKind.SEQUENCE, SourceName.log("gw1"), 0, 9, 4, "");
    assertEquals(
        List.of("ok loss-good"),
        look(
            new LossCheck(
                () -> report(List.of(stopped), source(CoverageReport.State.ACTIVE, true, usual)))));
    assertEquals(
        List.of(
            "warning down-crashed",
            "warning down-no-sign",
            "fault kernel-drops",
            "warning sequence-lost",
            "warning rejected"),
        look(
            new LossCheck(
                () ->
                    report(
                        List.of(crashed, asleep, drop),
                        source(CoverageReport.State.ACTIVE, true, odd, drop, sequence)))));
  }

  private static StoreStatus status(long lag, String sealing, String decoding) {
    return new StoreStatus(Map.of(), lag, 3, 0, 0, sealing, decoding);
  }

  @Test
  void tellsWhenTheStoreDoesNotGetOn() {
    assertEquals(List.of("ok store-good"), look(new StoreCheck(() -> status(100_000, "", ""))));
    assertEquals(
        List.of("fault sealing-fault", "fault decoding-fault", "warning lag"),
        look(new StoreCheck(() -> status(100_001, "disk full", "damaged"))));
  }

  private List<String> disk(long usable, long total) {
    return look(new DiskCheck("disk-data", folder, f -> new DiskCheck.Room(usable, total)));
  }

  @Test
  void measuresSmallDisksByShareAndLargeOnesByBytes() {
    assertEquals(List.of("ok disk-good"), disk(10 * GIB, 1_000 * GIB));
    assertEquals(List.of("warning disk-low"), disk(10 * GIB - 1, 1_000 * GIB));
    assertEquals(List.of("fault disk-full"), disk(2 * GIB - 1, 1_000 * GIB));
    assertEquals(List.of("ok disk-good"), disk(GIB, 10 * GIB));
    assertEquals(List.of("warning disk-low"), disk(GIB - 1, 10 * GIB));
    assertEquals(List.of("fault disk-full"), disk(0, 10 * GIB));
    DiskCheck absent = new DiskCheck("disk-spill", folder.resolve("not/there/yet"));
    assertEquals(1, look(absent).size());
    DiskCheck broken =
        new DiskCheck(
            "disk-data",
            folder,
            f -> {
              throw new IOException("Input/output error");
            });
    assertEquals(List.of("fault check-failed"), look(broken));
  }

  @Test
  void wantsNinetyDays() {
    assertEquals(List.of("ok retention-good"), look(new RetentionCheck(90, 90)));
    assertEquals(List.of("fault retention-short"), look(new RetentionCheck(90, 89)));
  }

  @Test
  void wantsTheDataFolderAndItsKeysForTheOwnerAlone() throws IOException {
    Path data = folder.resolve("data \u001b[31m");
    Check check = new PermissionsCheck(data, data.resolve("keys"));
    assertEquals(List.of("fault data-absent"), look(check));
    Files.createDirectories(data.resolve("keys"));
    mode(data, "rwx------");
    mode(data.resolve("keys"), "rwx------");
    assertEquals(List.of("ok permissions-good"), look(check));
    Path key = Files.createFile(data.resolve("keys/log.key"));
    mode(key, "rw-------");
    Path open = Files.createFile(data.resolve("keys/log.pub"));
    mode(open, "rw-r--r--");
    assertEquals(List.of("ok permissions-good"), look(check));
    mode(key, "rw-r-----");
    assertEquals(List.of("fault too-open"), look(check));
    mode(key, "rw-------");
    mode(data, "rwxr-x--x");
    assertEquals(List.of("fault too-open"), look(check));
    mode(data, "rwxr-x---");
    assertEquals(List.of("ok permissions-good"), look(check), "a group may look into it");
    Files.createSymbolicLink(data.resolve("keys/other.key"), key);
    assertEquals(List.of("fault key-link"), look(check));
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static List<String> witness(@Nullable Instant newest) {
    return look(new WitnessCheck(() -> Optional.ofNullable(newest), InstantSource.fixed(NOW)));
  }

  @Test
  void wantsAWitnessOfTheLastDay() {
    assertEquals(List.of("warning witness-none"), witness(null));
    assertEquals(List.of("ok witness-good"), witness(NOW.minus(Duration.ofDays(1))));
    assertEquals(
        List.of("warning witness-old"), witness(NOW.minus(Duration.ofDays(1)).minusMillis(1)));
  }

  @Test
  void wantsTheBufferThatTheCollectorAsksFor() {
    assertEquals(1, look(SocketBufferCheck.ofTrial()).size());
    assertEquals(
        List.of("ok buffer-good"),
        look(SocketBufferCheck.ofSockets(() -> OptionalLong.of(SocketBufferCheck.WANTED_BYTES))));
    assertEquals(
        List.of("warning buffer-small"),
        look(SocketBufferCheck.ofSockets(() -> OptionalLong.of(425_984))));
    assertEquals(
        List.of("ok buffer-unknown"), look(SocketBufferCheck.ofSockets(OptionalLong::empty)));
  }

  @Test
  void asksWhetherTheDiskHoldsWhatMustBeKept() throws IOException {
    Check check = new SpaceCheck(folder, 90, false, f -> new DiskCheck.Room(90_000, 1 << 20));
    assertEquals(List.of("ok space-unknown"), look(check));
    for (String day : List.of("20", "21", "22", "23")) {
      Path segment = Files.createDirectories(folder.resolve("segments/2026/11/" + day + "/1"));
      Files.write(segment.resolve("traffic.parquet"), new byte[1_000]);
    }
    assertEquals(List.of("ok space-good"), look(check));
    Check small = new SpaceCheck(folder, 90, false, f -> new DiskCheck.Room(80_000, 1 << 20));
    assertEquals(List.of("warning space-short"), look(small));
    Files.createDirectories(folder.resolve("log"));
    Check reserved = new SpaceCheck(folder, 90, true, f -> new DiskCheck.Room(90_000, 1 << 20));
    assertEquals(List.of("warning reserve-gone"), look(reserved));
    Files.createFile(folder.resolve("reserve"));
    assertEquals(List.of("ok space-good"), look(reserved));
  }

  @Test
  void findsPortsThatSomebodyHas() throws IOException {
    try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress ofUdp = (InetSocketAddress) udp.getLocalSocketAddress();
      InetSocketAddress ofTcp = (InetSocketAddress) tcp.getLocalSocketAddress();
      assertEquals(
          List.of("fault port-taken", "fault port-taken"),
          look(
              new PortsCheck(
                  List.of(
                      new PortsCheck.Port("a", ofUdp, false),
                      new PortsCheck.Port("b", ofTcp, true)))));
    }
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    assertEquals(
        List.of("ok ports-good"),
        look(new PortsCheck(List.of(new PortsCheck.Port("a", any, true)))));
  }

  private static Retention.Status retention(boolean pending, long overdue, List<String> faults) {
    return new Retention.Status(
        90,
        0,
        pending,
        OptionalLong.empty(),
        1,
        0,
        OptionalLong.of(1),
        OptionalLong.of(0),
        overdue,
        faults,
        List.of());
  }

  @Test
  void tellsWhenExpiryDoesNotGetOn() {
    assertEquals(
        List.of("ok expiry-good"), look(new ExpiryCheck(() -> retention(false, 0, List.of()))));
    assertEquals(
        List.of("fault expiry-stuck", "warning expiry-overdue"),
        look(new ExpiryCheck(() -> retention(false, 2, List.of("segment 1: damaged")))));
    assertEquals(
        List.of("warning expiry-waits"),
        look(new ExpiryCheck(() -> retention(true, 2, List.of()))));
  }

  @Test
  void aCheckThatFailsOrTalksWithoutEndHidesNoOther() {
    Check failing =
        new Check() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public List<Finding> look() {
            throw new IllegalStateException("no disk");
          }
        };
    Check endless =
        new Check() {
          @Override
          public String name() {
            return "endless";
          }

          @Override
          public List<Finding> look() {
            List<Finding> all = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) all.add(Finding.fault(name(), "source-silent"));
            return all;
          }
        };
    List<Finding> found = new Doctor(List.of(failing, endless, new RetentionCheck(90, 90))).look();
    assertEquals(1 + Doctor.FINDINGS_MAX + 1 + 1, found.size());
    assertEquals("check-failed", found.getFirst().code());
    assertEquals("retention-good", found.getLast().code());
  }
}
