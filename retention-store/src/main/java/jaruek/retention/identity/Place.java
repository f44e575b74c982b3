package jaruek.retention.identity;

import jaruek.retention.query.Row;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inside address somebody has to be found at, with the traffic that led there.
 *
 * @param address inside
 * @param fromMillis from when
 * @param toMillis until when somebody there counts
 * @param best the trace nearest to the time asked for; null if the address itself was asked for and
 *     no traffic is needed
 * @param traces all of them
 */
record Place(
    IpAddress address, long fromMillis, long toMillis, @Nullable Trace best, List<Trace> traces) {

  /** The address itself. */
  static Place direct(WhoQuestion question, List<Trace> plain) {
    return new Place(
        question.address(),
        question.fromMillis(),
        question.toMillis(),
        nearest(plain, question.atMillis()),
        plain);
  }

  /** One place for each inside address of the traces, in the order they are seen. */
  static List<Place> of(WhoQuestion question, List<Trace> traces) {
    Map<IpAddress, List<Trace>> byAddress = new LinkedHashMap<>();
    for (Trace trace : traces) {
      byAddress.computeIfAbsent(trace.inside(), a -> new ArrayList<>()).add(trace);
    }
    List<Place> places = new ArrayList<>();
    byAddress.forEach((address, those) -> places.add(of(question, address, those)));
    return places;
  }

  private static Place of(WhoQuestion question, IpAddress address, List<Trace> traces) {
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (Trace trace : traces) {
      from = Math.min(from, Math.max(trace.fromMillis(), question.fromMillis()));
      to = Math.max(to, Math.min(trace.toMillis(), question.toMillis()));
    }
    if (from > to) { // only a translation announced before
      from = question.fromMillis();
      to = question.toMillis();
    }
    return new Place(address, from, to, nearest(traces, question.atMillis()), traces);
  }

  private static @Nullable Trace nearest(List<Trace> traces, long atMillis) {
    Trace nearest = null;
    for (Trace trace : traces) {
      if (nearest == null || trace.distance(atMillis) < nearest.distance(atMillis)) {
        nearest = trace;
      }
    }
    return nearest;
  }

  /** The hardware address that traffic shows, with its row. */
  @Nullable Trace withMac() {
    return traces.stream()
        .filter(trace -> trace.side() != Trace.Side.TRANSLATED_DESTINATION)
        .filter(trace -> trace.row().mac(Traffic.SOURCE_MAC).isPresent())
        .findFirst()
        .orElse(null);
  }

  /** The same. */
  @Nullable MacAddress mac() {
    Trace trace = withMac();
    return trace == null ? null : trace.row().mac(Traffic.SOURCE_MAC).orElse(null);
  }

  /** One row for each user name that the device put into its traffic rows. */
  List<Row> firewallUsers() {
    Map<String, Row> users = new LinkedHashMap<>();
    for (Trace trace : traces) {
      if (trace.side() == Trace.Side.TRANSLATED_DESTINATION) continue;
      trace
          .row()
          .text(Traffic.USER_NAME)
          .filter(user -> !user.isEmpty())
          .ifPresent(user -> users.putIfAbsent(user, trace.row()));
    }
    return List.copyOf(users.values());
  }
}
