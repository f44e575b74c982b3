package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Group;
import jaruek.radius.account.Terms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** group add, change, list, show, remove. */
public final class GroupCommands {
  private final Accounts accounts;

  /** Over the groups of these accounts. */
  public GroupCommands(Accounts accounts) {
    this.accounts = accounts;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    String[] settings = TermsArguments.namesAnd("group", "note", "expires");
    return List.of(
        AdminCommand.named("group add", Role.ADMIN).taking(settings).changing().doing(this::add),
        AdminCommand.named("group change", Role.ADMIN)
            .taking(settings)
            .changing()
            .doing(this::change),
        AdminCommand.named("group list", Role.ADMIN).doing(this::list),
        AdminCommand.named("group show", Role.ADMIN).taking("group").doing(this::show),
        AdminCommand.named("group remove", Role.ADMIN)
            .taking("group")
            .changing()
            .doing(this::remove));
  }

  private AdminReply.End add(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    String name = arguments.requiredText("group");
    if (accounts.group(name).isPresent()) {
      throw new AdminRefusal(AdminStatus.USAGE, AdminCodes.GROUP_EXISTS, "group", name);
    }
    Group wanted = asked(arguments, Group.of(name, null, Terms.NONE, null));
    call.row(row(Ruled.of(() -> accounts.addGroup(wanted))));
    return AdminCall.done(AdminCodes.GROUP_ADDED, "group", name);
  }

  private static Group asked(Arguments arguments, Group before) throws AdminRefusal {
    List<String> without = TermsArguments.without(arguments);
    return new Group(
        before.name(),
        arguments.text("note").orElse(without.contains("note") ? null : before.note()),
        Ruled.of(() -> TermsArguments.read(arguments, before.terms())),
        arguments
            .instant("expires")
            .orElse(without.contains("expires") ? null : before.expiresAt()),
        before.createdAt(),
        before.changedAt());
  }

  private Group existing(AdminCall call) throws AdminRefusal {
    String name = call.arguments().requiredText("group");
    Optional<Group> group = accounts.group(name);
    if (group.isPresent()) return group.get();
    throw new AdminRefusal(AdminStatus.NEGATIVE, AdminCodes.GROUP_UNKNOWN, "group", name);
  }

  private AdminReply.End change(AdminCall call) throws AdminRefusal {
    Group wanted = asked(call.arguments(), existing(call));
    call.row(row(Ruled.of(() -> accounts.changeGroup(wanted.name(), before -> wanted))));
    return AdminCall.done(AdminCodes.GROUP_CHANGED, "group", wanted.name());
  }

  private AdminReply.End list(AdminCall call) {
    Map<String, Long> members =
        accounts.list().stream()
            .map(Account::permit)
            .flatMap(permit -> Optional.ofNullable(permit.group()).stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    for (Group group : accounts.groups()) {
      call.row(json(group, members.getOrDefault(group.name(), 0L)));
    }
    return AdminCall.done();
  }

  private AdminReply.End show(AdminCall call) throws AdminRefusal {
    call.row(row(existing(call)));
    return AdminCall.done();
  }

  private AdminReply.End remove(AdminCall call) throws AdminRefusal {
    Group group = existing(call);
    int members = accounts.members(group.name()).size();
    if (members > 0) {
      throw new AdminRefusal(
          AdminStatus.USAGE,
          AdminCodes.GROUP_USED,
          "group",
          group.name(),
          "accounts",
          Integer.toString(members));
    }
    Ruled.of(() -> accounts.removeGroup(group.name()));
    return AdminCall.done(AdminCodes.GROUP_REMOVED, "group", group.name());
  }

  private ObjectNode row(Group group) {
    return json(group, accounts.members(group.name()).size());
  }

  private static ObjectNode json(Group group, long members) {
    ObjectNode json = AdminCodec.object().put("group", group.name());
    if (group.note() != null) json.put("note", group.note());
    json.put("accounts", members);
    if (group.expiresAt() != null) json.put("expires", InstantText.of(group.expiresAt()));
    TermsArguments.write(group.terms(), json);
    json.put("createdAt", InstantText.of(group.createdAt()));
    return json.put("changedAt", InstantText.of(group.changedAt()));
  }
}
