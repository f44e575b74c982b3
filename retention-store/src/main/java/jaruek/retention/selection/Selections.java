package jaruek.retention.selection;

import jaruek.retention.identity.Session;
import jaruek.retention.identity.SessionFilter;
import jaruek.retention.identity.Sessions;
import jaruek.retention.imported.Imports;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import java.util.List;
import java.util.function.Supplier;

/** Makes selections into conditions. Any thread may call. */
public final class Selections {
  private static final int HOST_BITS = 128;

  private final Sessions sessions;
  private final Supplier<List<Imports.Import>> imports;

  /** Looks up stays of users here; where nothing is imported. */
  public Selections(Sessions sessions) {
    this.sessions = sessions;
    this.imports = List::of;
  }

  /** Looks up stays of users, and what was imported, here. */
  public Selections(Sessions sessions, Imports imports) {
    this.sessions = sessions;
    this.imports = imports::all;
  }

  /** What belongs to the selection, by the sessions known at this moment; asks nothing yet. */
  public Chosen choose(Selection selection) {
    return new Chosen(selection, () -> find(selection), imports);
  }

  /** Sessions are looked up where the selection names one person, address or device. */
  private Sessions.Found find(Selection selection) {
    Cidr address = selection.address();
    IpAddress host =
        address != null && address.prefixLength() == HOST_BITS ? address.first() : null;
    if (selection.user() == null && selection.mac() == null && host == null) {
      return new Sessions.Found(List.of(), true);
    }
    SessionFilter filter =
        new SessionFilter(
            selection.user(),
            host,
            selection.mac(),
            false,
            selection.fromMillis(),
            selection.toMillis());
    Sessions.Found found = sessions.find(filter);
    if (host != null || address == null) return found;
    List<Session> inside =
        found.sessions().stream().filter(session -> held(session, address, selection)).toList();
    return new Sessions.Found(inside, found.complete());
  }

  private static boolean held(Session session, Cidr range, Selection selection) {
    return session.addresses().stream()
        .filter(held -> range.contains(held.address()))
        .anyMatch(
            held -> session.held(held.address(), selection.fromMillis(), selection.toMillis()));
  }
}
