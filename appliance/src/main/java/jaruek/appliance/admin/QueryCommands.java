package jaruek.appliance.admin;

import jaruek.retention.identity.Sessions;
import jaruek.retention.identity.Who;
import jaruek.retention.imported.Imports;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.selection.Selections;
import java.util.List;

/** who, traffic, search, sessions. */
public final class QueryCommands {
  private final List<AdminCommand> commands;

  /** Over these. */
  public QueryCommands(QueryEngine engine, Sessions sessions, Who who, Imports imports) {
    commands =
        List.of(
            new WhoCommand(who).command(),
            new TrafficCommand(engine, new Selections(sessions, imports)).command(),
            new SearchCommand(engine, imports).command(),
            new SessionsCommand(sessions, engine).command());
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return commands;
  }
}
