package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.admin.DeviceRegistry;
import jaruek.appliance.config.Configuration;
import jaruek.retention.coverage.ExporterClock;
import jaruek.retention.coverage.MinuteAccount;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.coverage.SourceTerm;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the account of a minute says, over clock steps, faults and restarts. */
final class AccountWriterTest {
  private static final long T0 = Instant.parse("2026-11-23T03:10:10Z").toEpochMilli();
  private static final SourceName GATEWAY = SourceName.log("gw1");

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
  private final List<MinuteAccount> written = new ArrayList<>();
  private Telemetry telemetry = new Telemetry();
  private DeviceRegistry devices;
  private AccountWriter writer;
  private long nanos;
  private boolean journalFull;
  private boolean decoderStands;
  private long journalled;

  @BeforeEach
  void start() throws IOException {
    Path file = folder.resolve("jaruek.yaml");
    Files.writeString(
        file,
        """
        data-directory: %s
        radius:
          authentication: "127.0.0.1:0"
          accounting: "127.0.0.1:0"
          clients: [ { name: nas1, address: 192.0.2.1/32, secret: "0123456789abcdef" } ]
        collector: { syslog-udp: "127.0.0.1:0", sources: [ { name: gw1, address: 192.0.2.0/24 } ] }
        """
            .formatted(folder.resolve("data")));
    if (!(Configuration.load(file) instanceof Configuration.Loaded(var loaded))) {
      throw new AssertionError(Configuration.load(file).toString());
    }
    devices =
        new DeviceRegistry(
            Files.createDirectories(folder.resolve("data")), loaded.radius(), loaded.collector());
    devices.start();
    writer = writer();
    writer.caughtUp(0);
    writer.start();
  }

  private AccountWriter writer() {
    return new AccountWriter(
        this::record, telemetry, devices::snapshot, () -> 0, clock, () -> nanos);
  }

  private JournalPosition record(List<Frame> frames) {
    if (journalFull) throw new JournalException("the disk is full");
    for (Frame frame : frames) {
      try {
        OperationEvent event = EventCodec.operation(frame.bytes());
        if (event.action().equals(MinuteAccount.ACTION)) {
          written.add(MinuteAccount.parse(Objects.requireNonNull(event.detail())).orElseThrow());
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      journalled++;
      if (!decoderStands) writer.passed(frame, journalled);
    }
    return new JournalPosition(journalled - frames.size());
  }

  private void received(long count) {
    telemetry.counter("collector.received", "source", "gw1", "transport", "udp").add(count);
  }

  private void pass(long seconds) {
    for (long i = 0; i < seconds; i++) {
      clock.forward(1_000);
      nanos += 1_000_000_000L;
      writer.tick();
    }
  }

  @Test
  void endsAtTheMinuteAndTellsWhatWasAddedSince() {
    received(5);
    telemetry.counter("radius.recorded", "client", "192.0.2.1").add(2);
    telemetry.counter("source.rejected", "source", "192.0.2.9", "reason", "bad").add(3);
    telemetry.counter("source.rejected", "source", "local", "reason", "bad").add(3);
    telemetry.counter("flow.sequence.gap", "exporter", "192.0.2.9").add(7);
    telemetry.counter("flow.sequence.gap", "exporter", "198.51.100.1").add(1);
    telemetry.gauge("collector.kernel.drops", () -> 4, "listener", "netflow");
    pass(49);
    assertEquals(List.of(), written);
    pass(1);
    received(1);
    pass(60);
    assertEquals(2, written.size());
    MinuteAccount first = written.getFirst();
    assertEquals(T0, first.fromMillis());
    assertEquals(T0 + 50_000, first.toMillis());
    assertEquals(5, first.of(GATEWAY).received());
    assertEquals(7, first.of(GATEWAY).gap());
    assertEquals(Map.of("bad", 3L), first.of(GATEWAY).rejected());
    assertEquals(2, first.of(SourceName.radius("nas1")).received());
    assertEquals(1, first.of(SourceName.log("198.51.100.1")).gap(), "no device of ours any more");
    assertEquals(Map.of("netflow", 4L), first.drops());
    MinuteAccount second = written.getLast();
    assertEquals(first.toMillis(), second.fromMillis());
    assertEquals(1, second.of(GATEWAY).received());
    assertEquals(1, second.sources().size());
    assertEquals(Map.of(), second.drops());
  }

  @Test
  void tellsTheExportersClockWithWhatItSent() {
    telemetry.gauge("flow.clock.offset.millis", () -> -4_000, "exporter", "192.0.2.9");
    telemetry.gauge("flow.clock.drift.ppm", () -> 25, "exporter", "192.0.2.9");
    telemetry.gauge("flow.clock.offset.millis", () -> 200, "exporter", "192.0.2.10");
    received(5);
    telemetry.counter("flow.clock.jump", "exporter", "192.0.2.9").increment();
    pass(60);
    SourceCount count = written.getFirst().of(GATEWAY);
    assertEquals(ExporterClock.at(-4_000, 25), count.clock(), "the one furthest off");
    assertEquals(1, count.of(SourceTerm.CLOCK_JUMPS));
    pass(60);
    assertEquals(Map.of(), written.getLast().sources(), "a clock alone is no word of a source");
  }

  @Test
  void countsForTheMinutesOfTheOldClockUpToAStep() {
    received(5);
    pass(20);
    clock.forward(3_600_000);
    pass(1);
    received(2);
    pass(60);
    assertEquals(5, written.getFirst().of(GATEWAY).received());
    assertEquals(T0 + 21_000, written.getFirst().toMillis(), "by the clock before it was set");
    assertEquals(3_600_000, written.getFirst().stepMillis());
    assertEquals(T0 + 3_621_000, written.get(1).fromMillis(), "by the clock after it was set");
    assertEquals(2, written.get(1).of(GATEWAY).received());
    written.clear();
    clock.forward(-7_200_000);
    pass(1);
    assertEquals(-7_200_000, written.getFirst().stepMillis());
    pass(60);
    assertEquals(2, written.size());
    assertTrue(written.get(1).fromMillis() < written.getFirst().fromMillis());
  }

  @Test
  void tellsLaterWhatCouldNotBeWritten() {
    received(5);
    journalFull = true;
    pass(60);
    received(6);
    pass(60);
    assertEquals(List.of(), written);
    journalFull = false;
    pass(60);
    assertEquals(List.of(5L, 6L, 0L), written.stream().map(a -> a.of(GATEWAY).received()).toList());
    for (int i = 1; i < written.size(); i++) {
      assertEquals(written.get(i - 1).toMillis(), written.get(i).fromMillis());
    }
  }

  @Test
  void holdsBackNoMoreAccountsThanItsLimit() {
    journalFull = true;
    for (int minute = 0; minute < 3 * AccountWriter.UNWRITTEN_MAX; minute++) {
      received(1);
      pass(60);
    }
    journalFull = false;
    pass(60);
    assertEquals(
        AccountWriter.UNWRITTEN_MAX + 2, written.size(), "one long one, then this minute's");
    assertEquals(
        3 * AccountWriter.UNWRITTEN_MAX,
        written.stream().mapToLong(a -> a.of(GATEWAY).received()).sum());
  }

  @Test
  void sumsUpTheSourcesBeyondItsLimit() {
    for (int i = 0; i < MinuteAccount.SOURCES_MAX + 8; i++) {
      telemetry
          .counter("collector.received", "source", "s" + i, "transport", "udp")
          .add(i < 8 ? 1 : 10);
    }
    pass(60);
    MinuteAccount account = written.getFirst();
    assertEquals(1, written.size());
    assertEquals(MinuteAccount.SOURCES_MAX, account.sources().size());
    assertEquals(8, account.others());
    assertEquals(8, account.other().received());
  }

  @Test
  void tellsAfterAKillWhatTheJournalHadBehindTheLastAccount() {
    pass(60);
    MinuteAccount last = written.getLast();
    telemetry = new Telemetry(); // another process
    writer = writer();
    replay(3, T0 + 40_000);
    writer.passed(mark(), last.decodedTo());
    replay(2, T0 + 45_000); // waited for the decoder when the account was written
    writer.decoded(operation(last));
    replay(2, T0 + 55_000);
    writer.caughtUp(1_000);
    writer.start();
    clock.forward(1_000_000);
    writer.close();
    MinuteAccount replayed = written.get(1);
    assertTrue(replayed.replayed());
    assertEquals(last.toMillis(), replayed.fromMillis());
    assertEquals(T0 + 55_000, replayed.toMillis());
    assertEquals(4, replayed.of(GATEWAY).received());
    assertEquals(4, replayed.of(GATEWAY).gap());
    assertEquals(Map.of(), written.get(2).sources(), "what is decoded again is not told again");
  }

  @Test
  void tellsEachFrameOnceWhereDecodingWasBehindAtTheKill() {
    received(9);
    decoderStands = true;
    pass(60);
    assertEquals(List.of(), written, "its decoding is not known yet");
    telemetry.counter("source.frames", "source", "192.0.2.9", "kind", "flow").add(5);
    writer.passed(mark(), journalled);
    pass(1);
    MinuteAccount last = written.getLast();
    assertEquals(9, last.of(GATEWAY).received());
    assertEquals(5, last.of(GATEWAY).of(SourceTerm.DECODED));
    assertEquals(Map.of(GATEWAY, 4L), last.waiting());
    restarted(last, 5, 6);
    assertEquals(2, written.getLast().of(GATEWAY).received(), "four of the six were told");
    assertEquals(6, written.getLast().of(GATEWAY).of(SourceTerm.DECODED));
    restarted(last, 5, 3);
    assertEquals(0, written.getLast().of(GATEWAY).received());
    assertEquals(3, written.getLast().of(GATEWAY).of(SourceTerm.DECODED));
    assertEquals(1, written.getLast().of(GATEWAY).of(SourceTerm.KILLED), "and one is nowhere");
  }

  @Test
  void waitsForDecodingNoLongerThanItsLimit() {
    received(9);
    decoderStands = true;
    pass(60);
    assertEquals(List.of(), written);
    pass(120);
    assertEquals(9, written.getFirst().of(GATEWAY).received());
    assertEquals(Map.of(GATEWAY, 9L), written.getFirst().waiting());
    telemetry.counter("source.frames", "source", "192.0.2.9", "kind", "flow").add(9);
    writer.passed(mark(), journalled);
    decoderStands = false;
    pass(60);
    assertEquals(9, written.stream().mapToLong(a -> a.of(GATEWAY).of(SourceTerm.DECODED)).sum());
    assertEquals(Map.of(), written.getLast().waiting());
  }

  /** A new process that finds so many frames before the account's place and behind it. */
  private void restarted(MinuteAccount last, int before, int behind) {
    telemetry = new Telemetry();
    writer = writer();
    decoderStands = false;
    replay(before, T0 + 40_000);
    writer.passed(mark(), last.decodedTo());
    replay(behind, T0 + 45_000);
    writer.decoded(operation(last));
    writer.caughtUp(1_000);
    writer.sealing(1_000);
  }

  @Test
  void tellsWhatASegmentHoldsBeforeItIsSealed() {
    received(5);
    telemetry.counter("source.frames", "source", "192.0.2.9", "kind", "flow").add(3);
    writer.closed(500);
    telemetry.counter("source.frames", "source", "192.0.2.9", "kind", "flow").add(1);
    writer.sealing(500);
    MinuteAccount before = written.getLast();
    assertEquals(500, before.decodedTo());
    assertEquals(3, before.of(GATEWAY).of(SourceTerm.DECODED));
    assertEquals(0, before.of(GATEWAY).received(), "that is the minute's");
    journalled = 600;
    pass(60);
    assertEquals(5, written.getLast().of(GATEWAY).received());
    assertEquals(1, written.getLast().of(GATEWAY).of(SourceTerm.DECODED));
    assertEquals(Map.of(GATEWAY, 1L), written.getLast().waiting());
  }

  private static Frame mark() {
    OperationEvent event = new OperationEvent("system", "account-mark", null, null, "done", null);
    return new Frame(
        FrameKind.OPERATION,
        T0,
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(event));
  }

  private void replay(int frames, long atMillis) {
    IpAddress exporter = IpAddress.parse("192.0.2.9").orElseThrow();
    for (int i = 0; i < frames; i++) {
      telemetry.counter("source.frames", "source", "192.0.2.9", "kind", "flow").increment();
      telemetry.counter("flow.sequence.gap", "exporter", "192.0.2.9").increment();
      writer.decoded(
          new Frame(FrameKind.FLOW, atMillis, exporter, 1, Transport.UDP, new byte[] {1}));
    }
  }

  private static Frame operation(MinuteAccount account) {
    OperationEvent event =
        new OperationEvent("system", "account", null, account.toJson(), "done", null);
    return new Frame(
        FrameKind.OPERATION,
        account.toMillis(),
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(event));
  }

  @Test
  void writesTheRestOfTheMinuteWhenItCloses() {
    received(5);
    pass(3);
    writer.close();
    writer.close();
    assertEquals(1, written.size());
    assertEquals(5, written.getFirst().of(GATEWAY).received());
    assertEquals(T0 + 3_000, written.getFirst().toMillis());
  }
}
