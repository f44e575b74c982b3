package jaruek.appliance.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All commands by name. */
public final class AdminCommands {
  private final Map<String, AdminCommand> byName = new HashMap<>();

  /**
   * These.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public AdminCommands(List<AdminCommand> commands) {
    for (AdminCommand command : commands) {
      if (byName.putIfAbsent(command.name(), command) != null) {
        throw new IllegalArgumentException("two commands named '" + command.name() + "'");
      }
    }
  }

  /** The command with this name. */
  public Optional<AdminCommand> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
