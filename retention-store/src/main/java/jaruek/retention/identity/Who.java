package jaruek.retention.identity;

import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.GapKind;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.identity.WhoAnswer.Candidate;
import jaruek.retention.identity.WhoAnswer.Join;
import jaruek.retention.identity.WhoAnswer.Verdict;
import jaruek.retention.imported.Imported;
import jaruek.retention.imported.Imports;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryControl;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers who was behind an address at a time: translation, inside address, session, account.
 *
 * <p>At each inside address the first of these that knows somebody is taken: a RADIUS accounting
 * session that held the address; a device that held it (by DHCP lease or by the traffic itself)
 * with its session or login; a portal login at the address; the user name in the firewall's own
 * row. Identity rows are read up to the longest of {@link SessionLimits} before the time and {@link
 * SessionLimits#silence} after it. Any thread may ask.
 */
public final class Who {
  /** The most inside addresses of one answer. */
  public static final int PLACES_MAX = 250;

  /**
   * Whose account a name was.
   *
   * @param fullName of the person
   * @param basis inferred if the account was not open at that time, but the name was never
   *     another's
   */
  public record Holder(String fullName, Basis basis) {}

  /** The step that names a file's import. */
  private static final String IMPORT = "import";

  /** Nearby first: an address in use has rows there, and that is one segment to open. */
  private static final List<Duration> EXPORTER_SEARCHES =
      List.of(Duration.ZERO, Duration.ofMinutes(10), Duration.ofHours(2));

  private static final long START_SEARCH_MILLIS = Duration.ofMinutes(10).toMillis();

  private final QueryEngine engine;
  private final BiFunction<String, Instant, Optional<Holder>> accounts;
  private final SessionLimits limits;
  private final InstantSource clock;
  private final Coverage coverage;
  private final Imports imports;

  /** Without knowing which sources there are: the appliance's own down-time counts alone. */
  public Who(
      QueryEngine engine,
      BiFunction<String, Instant, Optional<Holder>> accounts,
      SessionLimits limits,
      InstantSource clock) {
    this(engine, accounts, limits, clock, new Coverage(engine, clock));
  }

  /**
   * Asks this engine.
   *
   * @param accounts the account directory: from user name to who had it at that time
   * @param clock ours
   * @param coverage what was recorded
   */
  public Who(
      QueryEngine engine,
      BiFunction<String, Instant, Optional<Holder>> accounts,
      SessionLimits limits,
      InstantSource clock,
      Coverage coverage) {
    this.engine = engine;
    this.accounts = accounts;
    this.limits = limits;
    this.clock = clock;
    this.coverage = coverage;
    this.imports = new Imports(engine, clock);
  }

  /** Answers one question. */
  public WhoAnswer answer(WhoQuestion question) {
    Traces traces = new Traces(engine, limits.natLookBack());
    List<Trace> translated = traces.translated(question);
    boolean complete = translated.size() < Traces.ROWS_MAX;
    List<Place> places =
        translated.isEmpty()
            ? List.of(Place.direct(question, traces.plain(question)))
            : Place.of(question, translated);
    if (places.size() > PLACES_MAX) {
      places = places.subList(0, PLACES_MAX);
      complete = false;
    }
    Evidence evidence = new Evidence(question, places);
    List<Candidate> candidates = new ArrayList<>();
    for (Place place : places) candidates.addAll(evidence.candidates(place));
    candidates.sort(Comparator.comparing(candidate -> candidate.user() == null));
    Set<SourceName> sources = sources(question, translated, candidates);
    Coverage.Report report = coverage.at(question.atMillis(), question.skewMillis(), sources);
    return new WhoAnswer(
        verdict(candidates, report), candidates, report, complete && evidence.rows.complete());
  }

  /**
   * Whose records the answer rests on: the exporter that tells of the address; where none is known
   * any source of logs, for then each could have told. Where nobody was found, the RADIUS clients,
   * too.
   */
  private Set<SourceName> sources(
      WhoQuestion question, List<Trace> translated, List<Candidate> candidates) {
    Set<SourceName> sources = new TreeSet<>();
    for (Trace trace : translated) {
      trace.row().address(Traffic.EXPORTER).flatMap(coverage::logSource).ifPresent(sources::add);
    }
    boolean nobody = candidates.stream().allMatch(candidate -> candidate.user() == null);
    if (nobody && sources.isEmpty()) sources.addAll(exporters(question.address(), question));
    if (nobody && sources.isEmpty()) sources.addAll(coverage.logSources());
    if (nobody) sources.addAll(coverage.radiusSources());
    return sources;
  }

  /** Who told of this address some hours before or after. */
  private Set<SourceName> exporters(IpAddress address, WhoQuestion question) {
    Set<SourceName> exporters = new TreeSet<>();
    if (coverage.logSources().isEmpty()) return exporters;
    for (Duration search : EXPORTER_SEARCHES) {
      Condition where =
          Condition.all(
              new Condition.Between(
                  Traffic.RECEIVED_AT,
                  question.fromMillis() - search.toMillis(),
                  question.toMillis() + search.toMillis()),
              new Condition.Equal(Traffic.NAT_SOURCE_ADDRESS, address));
      engine.query(
          RowQuery.of(Dataset.TRAFFIC, where, Traces.ROWS_MAX),
          QueryControl.of(Set.of(Traffic.EXPORTER, Traffic.ORIGIN)),
          row -> {
            if (Imported.is(row)) return true;
            row.address(Traffic.EXPORTER).flatMap(coverage::logSource).ifPresent(exporters::add);
            return false;
          });
      if (!exporters.isEmpty()) break;
    }
    return exporters;
  }

  private static Verdict verdict(List<Candidate> candidates, Coverage.Report report) {
    boolean whole = report.recording() && !report.lossy();
    if (candidates.isEmpty()) return whole ? Verdict.UNKNOWN : Verdict.NOT_RECORDED;
    long users =
        candidates.stream().map(Candidate::user).filter(Objects::nonNull).distinct().count();
    // a device is known, its user is not: what would tell is missing only if a source was silent
    if (users == 0) return isMissing(candidates, report) ? Verdict.NOT_RECORDED : Verdict.UNKNOWN;
    boolean everyTrace = candidates.stream().allMatch(candidate -> candidate.user() != null);
    return users == 1 && everyTrace ? Verdict.IDENTIFIED : Verdict.AMBIGUOUS;
  }

  /** A device out of a file proves no more than the file: nothing else may have been recorded. */
  private static boolean isMissing(List<Candidate> candidates, Coverage.Report report) {
    boolean imported =
        candidates.stream()
            .allMatch(one -> one.joins().stream().anyMatch(join -> join.step().equals(IMPORT)));
    return isSilent(report) || imported && !report.recording();
  }

  private static boolean isSilent(Coverage.Report report) {
    return !report.recording()
        && report.gaps().stream().anyMatch(gap -> gap.kind() == GapKind.SILENCE);
  }

  /** The identity rows of one question and what they make. */
  private final class Evidence {
    private final WhoQuestion question;
    private final IdentityRows rows;
    private final Leases leases;
    private final List<Session> sessions;

    Evidence(WhoQuestion question, List<Place> places) {
      this.question = question;
      long silence = limits.silence().toMillis();
      long back = Math.max(silence, limits.lease().toMillis());
      back = Math.max(back, limits.login().toMillis());
      rows = new IdentityRows(engine, question.fromMillis() - back, question.toMillis() + silence);
      rows.load(
          new Condition.Any(
              places.stream().map(place -> IdentityRows.ofAddress(place.address())).toList()));
      leases = new Leases(List.copyOf(rows.rows()), limits.lease());
      loadDevices(places);
      rows.loadRelated();
      long horizon = Math.min(clock.millis(), question.toMillis() + silence);
      sessions =
          SessionBuilder.build(
              List.copyOf(rows.rows()), limits.silence(), Math.max(horizon, question.toMillis()));
    }

    private void loadDevices(List<Place> places) {
      Set<Condition> devices = new LinkedHashSet<>();
      for (Place place : places) {
        for (Device device : devices(place)) {
          devices.add(IdentityRows.equal(Identity.MAC, device.mac));
        }
      }
      if (!devices.isEmpty()) rows.load(new Condition.Any(List.copyOf(devices)));
    }

    /** A device that was at a place, and the step that says so. */
    private record Device(MacAddress mac, Join join) {}

    private List<Device> devices(Place place) {
      List<Device> devices = new ArrayList<>();
      for (Leases.Lease lease : leases.at(place.address(), place.fromMillis(), place.toMillis())) {
        devices.add(new Device(lease.mac(), new Join("lease", lease.basis(), lease.row())));
      }
      Trace seen = place.withMac();
      MacAddress mac = place.mac();
      if (devices.isEmpty() && seen != null && mac != null) {
        devices.add(new Device(mac, new Join("mac", basisOf(seen.row()), seen.row())));
      }
      return devices;
    }

    List<Candidate> candidates(Place place) {
      List<Candidate> found = bySession(place, Session.Kind.ACCOUNTING, "session");
      if (found.isEmpty()) found = byDevice(place);
      if (found.isEmpty()) found = bySession(place, Session.Kind.LOGIN, "login");
      if (found.isEmpty()) found = byFirewall(place);
      return found.isEmpty() ? nobody(place) : found;
    }

    private List<Candidate> bySession(Place place, Session.Kind kind, String step) {
      List<Session> there = holding(kind, place, place.fromMillis(), place.toMillis());
      boolean exact = !there.isEmpty();
      // devices' clocks differ a little: then the time asked for counts, not the flow's
      if (!exact) there = holding(kind, place, question.fromMillis(), question.toMillis());
      List<Candidate> candidates = new ArrayList<>();
      for (Session session : there) {
        Basis basis = exact ? session.basisAt(moment(place)) : Basis.INFERRED;
        candidates.add(candidate(place, session, List.of(), step, basis));
      }
      return candidates;
    }

    private List<Session> holding(Session.Kind kind, Place place, long from, long to) {
      return sessions.stream()
          .filter(session -> session.kind() == kind && session.held(place.address(), from, to))
          .toList();
    }

    /** The instant of the place's span that is nearest to the time asked for. */
    private long moment(Place place) {
      return Math.clamp(question.atMillis(), place.fromMillis(), place.toMillis());
    }

    private List<Candidate> byDevice(Place place) {
      List<Candidate> candidates = new ArrayList<>();
      for (Device device : devices(place)) {
        List<Session> there =
            sessions.stream()
                .filter(session -> device.mac.equals(session.mac()))
                .filter(session -> session.during(place.fromMillis(), place.toMillis()))
                .toList();
        for (Session session : there) {
          Basis basis = session.basisAt(moment(place));
          candidates.add(candidate(place, session, List.of(device.join), "mac-session", basis));
        }
        if (there.isEmpty()) lastAccept(place, device).ifPresent(candidates::add);
      }
      return candidates;
    }

    private Optional<Candidate> lastAccept(Place place, Device device) {
      long since = place.fromMillis() - limits.login().toMillis();
      return rows.rows().stream()
          .filter(row -> IdentityEvents.eventOf(row).equals(IdentityEvents.ACCEPT))
          .filter(row -> row.mac(Identity.MAC).filter(device.mac::equals).isPresent())
          .filter(row -> row.text(Identity.USER_NAME).isPresent())
          .filter(row -> IdentityEvents.timeOf(row) <= place.toMillis())
          .filter(row -> IdentityEvents.timeOf(row) >= since)
          .max(IdentityEvents.ORDER)
          .map(row -> byAccept(place, device, row));
    }

    private Candidate byAccept(Place place, Device device, Row accept) {
      String user = accept.text(Identity.USER_NAME).orElseThrow();
      Join login = new Join("mac-login", Basis.INFERRED, accept);
      return candidate(place, user, device.mac, null, List.of(device.join, login));
    }

    private List<Candidate> byFirewall(Place place) {
      List<Candidate> candidates = new ArrayList<>();
      for (Row row : place.firewallUsers()) {
        String user = row.text(Traffic.USER_NAME).orElseThrow();
        Join join = new Join("firewall-user", basisOf(row), row);
        candidates.add(candidate(place, user, mac(place), null, List.of(join)));
      }
      return candidates;
    }

    private List<Candidate> nobody(Place place) {
      List<Join> joins = new ArrayList<>();
      for (Device device : devices(place)) joins.add(device.join);
      if (place.best() == null && joins.isEmpty()) return List.of();
      return List.of(candidate(place, null, mac(place), null, joins));
    }

    private @Nullable MacAddress mac(Place place) {
      List<Device> devices = devices(place);
      return devices.isEmpty() ? null : devices.getFirst().mac;
    }

    private Candidate candidate(
        Place place, Session found, List<Join> before, String step, Basis basis) {
      Session session = withObservedStart(found);
      List<Join> joins = new ArrayList<>(before);
      joins.add(new Join(step, basis, session.first()));
      Row login = session.homeLogin();
      if (login != null) joins.add(new Join("home-login", Basis.OBSERVED, login));
      MacAddress mac = session.mac() == null ? mac(place) : session.mac();
      return candidate(place, session.user(), mac, session, joins);
    }

    private Candidate candidate(
        Place place,
        @Nullable String user,
        @Nullable MacAddress mac,
        @Nullable Session session,
        List<Join> steps) {
      List<Join> joins = new ArrayList<>();
      Trace best = place.best();
      WhoAnswer.Nat nat = best == null ? null : best.nat();
      if (best != null && nat != null) joins.add(new Join("nat", best.basis(), best.row()));
      joins.addAll(steps);
      importOf(joins).ifPresent(join -> joins.add(nat == null ? 0 : 1, join));
      Instant at = Instant.ofEpochMilli(question.atMillis());
      Holder holder = user == null ? null : accounts.apply(user, at).orElse(null);
      if (holder != null) joins.add(new Join("account", holder.basis(), null));
      String fullName = holder == null ? null : holder.fullName();
      return new Candidate(user, fullName, place.address(), mac, session, nat, joins);
    }
  }

  /** What a file says is not observed. */
  private static Basis basisOf(Row row) {
    return Imported.is(row) ? Basis.INFERRED : Basis.OBSERVED;
  }

  /** The record of the import that an answer rests on. */
  private Optional<Join> importOf(List<Join> joins) {
    return joins.stream()
        .map(Join::record)
        .filter(Objects::nonNull)
        .filter(Imported::is)
        .findFirst()
        .map(row -> new Join(IMPORT, Basis.INFERRED, imports.recordOf(row).orElse(null)));
  }

  /**
   * A session older than the rows read has a computed start: its Start may be stored all the same.
   */
  private Session withObservedStart(Session session) {
    if (session.startBasis() == Basis.OBSERVED || session.id() == null || session.nas() == null) {
      return session;
    }
    Condition where =
        Condition.all(
            new Condition.Between(
                Identity.RECEIVED_AT,
                session.startMillis() - START_SEARCH_MILLIS,
                session.startMillis() + START_SEARCH_MILLIS),
            IdentityRows.equal(Identity.EVENT, IdentityEvents.START),
            IdentityRows.equal(Identity.NAS, session.nas()),
            IdentityRows.equal(Identity.SESSION_ID, session.id()));
    List<Row> starts = engine.list(RowQuery.of(Dataset.IDENTITY, where, 1));
    return starts.isEmpty() ? session : session.startedBy(starts.getFirst());
  }
}
