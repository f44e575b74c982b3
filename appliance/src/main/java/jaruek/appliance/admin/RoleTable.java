package jaruek.appliance.admin;

import jaruek.appliance.config.Configuration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which Unix users and groups have which roles. */
public final class RoleTable {
  private final Configuration.Roles roles;
  private final GroupDatabase groups;

  /** Roles as configured. */
  public RoleTable(Configuration.Roles roles, GroupDatabase groups) {
    this.roles = roles;
    this.groups = groups;
  }

  /** All roles the peer has; perhaps none. */
  public Set<Role> of(Peer peer) {
    Set<Role> found = EnumSet.noneOf(Role.class);
    for (Role role : Role.values()) {
      if (names(role).stream().anyMatch(name -> matches(name, peer))) found.add(role);
    }
    return found;
  }

  private List<String> names(Role role) {
    return switch (role) {
      case ADMIN -> roles.admin();
      case AUDITOR -> roles.auditor();
      case VIEWER -> roles.viewer();
    };
  }

  private boolean matches(String name, Peer peer) {
    if (name.equals("*")) return true;
    if (!name.startsWith("@")) return name.equals(peer.user());
    String group = name.substring(1);
    return group.equals(peer.group()) || groups.isMember(peer.user(), group);
  }
}
