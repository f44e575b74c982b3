package jaruek.appliance.admin;

import jaruek.admin.api.AdminReply;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One command of the admin socket.
 *
 * @param name its words, joined by a blank
 * @param roles one of these is needed
 * @param grounds what it must be asked under
 * @param changes whether it changes something: then it is also recorded before it runs
 * @param arguments what it takes, as recorded
 * @param secrets what it takes besides, never recorded
 * @param action what it does
 */
public record AdminCommand(
    String name,
    Set<Role> roles,
    Grounds grounds,
    boolean changes,
    Set<String> arguments,
    Set<String> secrets,
    Action action) {

  /** What a command does. */
  @FunctionalInterface
  public interface Action {
    /**
     * Does it, handing rows to the call as they are found.
     *
     * @return the answer's last line
     * @throws AdminRefusal to end with another one
     */
    AdminReply.End run(AdminCall call) throws AdminRefusal;
  }

  /** A command that anyone with one of these roles may ask, and that changes nothing. */
  public static AdminCommand named(String name, Role role, Role... others) {
    return new AdminCommand(
        name,
        EnumSet.of(role, others),
        Grounds.NONE,
        false,
        Set.of(),
        Set.of(),
        call -> {
          throw new IllegalStateException("the command '" + name + "' does nothing");
        });
  }

  /** The same under these grounds; case, or case and reason, are among its arguments. */
  public AdminCommand under(Grounds needed) {
    Set<String> all = new LinkedHashSet<>(arguments);
    if (needed != Grounds.NONE) all.add("case");
    if (needed == Grounds.CASE_OR_REASON) all.add("reason");
    return new AdminCommand(name, roles, needed, changes, all, secrets, action);
  }

  /** The same, known to change something. */
  public AdminCommand changing() {
    return new AdminCommand(name, roles, grounds, true, arguments, secrets, action);
  }

  /** The same with these arguments too. */
  public AdminCommand taking(String... names) {
    Set<String> all = new LinkedHashSet<>(arguments);
    all.addAll(List.of(names));
    return new AdminCommand(name, roles, grounds, changes, all, secrets, action);
  }

  /** The same with these arguments too, which are never recorded. */
  public AdminCommand takingSecret(String... names) {
    Set<String> all = new LinkedHashSet<>(secrets);
    all.addAll(List.of(names));
    return new AdminCommand(name, roles, grounds, changes, arguments, all, action);
  }

  /** The same, doing this. */
  public AdminCommand doing(Action does) {
    return new AdminCommand(name, roles, grounds, changes, arguments, secrets, does);
  }
}
