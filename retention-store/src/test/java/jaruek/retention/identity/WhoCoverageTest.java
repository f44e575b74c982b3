package jaruek.retention.identity;

import static jaruek.retention.identity.TestRows.HOUR;
import static jaruek.retention.identity.TestRows.MINUTE;
import static jaruek.retention.identity.TestRows.SECOND;
import static jaruek.retention.identity.TestRows.T;
import static jaruek.retention.identity.TestRows.accounting;
import static jaruek.retention.identity.TestRows.sign;
import static jaruek.retention.identity.TestRows.traffic;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.GapKind;
import jaruek.retention.coverage.KnownSources;
import jaruek.retention.coverage.MinuteAccount;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.identity.WhoAnswer.Verdict;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowListEngine;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who, where the appliance recorded but the source that should have told did not speak. */
final class WhoCoverageTest {
  private static final long NOW = T + 2 * HOUR;
  private static final long DAYS = 24 * HOUR;
  private static final IpAddress PUBLIC = IpAddress.of("203.0.113.7");
  private static final IpAddress FIRST = IpAddress.of("192.0.2.1");
  private static final IpAddress SECOND_GATEWAY = IpAddress.of("192.0.2.2");
  private static final SourceName GW1 = SourceName.log("gw1");
  private static final SourceName GW2 = SourceName.log("gw2");
  private static final SourceName NAS = SourceName.radius("nas");

  private final List<Row> rows = new ArrayList<>();
  private final Set<SourceName> silent = new HashSet<>();
  private final Set<SourceName> lossy = new HashSet<>();
  private boolean kernelDrops;

  /** Two weeks and a bit; those named say nothing, or lose something, from an hour before T on. */
  private void record() {
    for (long at = T - 15 * DAYS; at < NOW; at += MINUTE) {
      rows.add(sign("clock", at, "{}"));
      boolean near = at >= T - HOUR;
      TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
      for (SourceName name : List.of(GW1, GW2, NAS)) {
        if (near && silent.contains(name)) continue;
        long gap = near && lossy.contains(name) ? 1 : 0;
        sources.put(name, new SourceCount(1, 1, gap, 0, 0, new TreeMap<>()));
      }
      TreeMap<String, Long> drops = new TreeMap<>();
      if (near && kernelDrops) drops.put("netflow", 3L);
      MinuteAccount account =
          new MinuteAccount(at, at + MINUTE, 0, false, sources, 0, SourceCount.NONE, drops, 0);
      rows.add(sign("account", at + MINUTE, account.toJson()));
    }
  }

  private WhoAnswer ask(int port) {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    RowListEngine engine = new RowListEngine(rows);
    KnownSources known =
        new KnownSources() {
          @Override
          public List<SourceName> all() {
            return List.of(GW1, GW2, NAS);
          }

          @Override
          public Optional<SourceName> log(IpAddress address) {
            if (address.equals(FIRST)) return Optional.of(GW1);
            return address.equals(SECOND_GATEWAY) ? Optional.of(GW2) : Optional.empty();
          }

          @Override
          public Optional<SourceName> radius(IpAddress address) {
            return Optional.empty();
          }
        };
    Who who =
        new Who(
            engine,
            (user, at) -> Optional.empty(),
            SessionLimits.DEFAULT,
            clock,
            new Coverage(engine, List::of, known, clock));
    return who.answer(
        new WhoQuestion(PUBLIC, OptionalInt.of(port), OptionalInt.empty(), T, 30 * SECOND));
  }

  private void translation(IpAddress exporter) {
    rows.add(
        traffic(T - SECOND, T + SECOND)
            .from("10.0.0.5", 40000)
            .as("203.0.113.7", 51234)
            .with(Traffic.EXPORTER, exporter)
            .row());
  }

  @Test
  void nobodyIsUnknownWhereEverySourceSpoke() {
    record();
    WhoAnswer answer = ask(9);
    assertEquals(Verdict.UNKNOWN, answer.verdict());
    assertEquals(List.of(), answer.coverage().gaps());
  }

  @Test
  void whereTheExporterIsNotKnownAnySilentSourceMayHaveTold() {
    silent.add(GW2);
    record();
    WhoAnswer answer = ask(9);
    assertEquals(Verdict.NOT_RECORDED, answer.verdict());
    assertEquals(GapKind.SILENCE, answer.coverage().gaps().getFirst().kind());
    assertEquals(GW2, answer.coverage().gaps().getFirst().source());
  }

  @Test
  void whereTheExporterIsKnownAnotherOnesSilenceDoesNotMatter() {
    silent.add(GW2);
    record();
    translation(FIRST);
    assertEquals(Verdict.UNKNOWN, ask(9).verdict());
    rows.removeIf(row -> row.address(Traffic.EXPORTER).isPresent());
    translation(SECOND_GATEWAY);
    assertEquals(Verdict.NOT_RECORDED, ask(9).verdict());
  }

  @Test
  void whereSomethingWasLostItIsNotUnknown() {
    lossy.add(GW1);
    record();
    assertEquals(Verdict.NOT_RECORDED, ask(9).verdict());
    rows.clear();
    lossy.clear();
    kernelDrops = true;
    record();
    WhoAnswer answer = ask(9);
    assertEquals(Verdict.NOT_RECORDED, answer.verdict());
    assertTrue(answer.coverage().recording());
    assertTrue(answer.coverage().lossy());
  }

  @Test
  void aDeviceWithoutAUserIsNotRecordedWhereTheRadiusClientWasSilent() {
    record();
    translation(FIRST);
    assertEquals(Verdict.UNKNOWN, ask(51234).verdict());
    rows.clear();
    silent.add(NAS);
    record();
    translation(FIRST);
    assertEquals(Verdict.NOT_RECORDED, ask(51234).verdict());
  }

  @Test
  void whoeverIsFoundIsFoundWhateverWasSilent() {
    silent.addAll(List.of(GW1, NAS));
    lossy.add(GW2);
    record();
    translation(FIRST);
    rows.add(
        accounting("start", T - 2 * HOUR, "gw1", "s1").user("somchai").address("10.0.0.5").row());
    WhoAnswer answer = ask(51234);
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    assertEquals(
        List.of(GapKind.SILENCE), answer.coverage().gaps().stream().map(g -> g.kind()).toList());
  }
}
