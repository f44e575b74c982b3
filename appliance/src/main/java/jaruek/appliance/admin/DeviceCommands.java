package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.appliance.config.DeviceName;
import jaruek.appliance.config.Loopback;
import jaruek.appliance.config.Secret;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.record.Cidr;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** device add, change, list, remove. */
public final class DeviceCommands {
  private final DeviceRegistry devices;

  /** Over this registry. */
  public DeviceCommands(DeviceRegistry devices) {
    this.devices = devices;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("device add", Role.ADMIN)
            .taking(
                "name",
                "address",
                "kinds",
                "requireMessageAuthenticator",
                "limitProxyState",
                "macAuthentication",
                "proxy",
                "coaPort")
            .takingSecret("secret")
            .changing()
            .doing(this::add),
        AdminCommand.named("device change", Role.ADMIN)
            .taking(
                "name",
                "requireMessageAuthenticator",
                "limitProxyState",
                "macAuthentication",
                "proxy",
                "coaPort")
            .changing()
            .doing(this::change),
        AdminCommand.named("device list", Role.ADMIN).doing(this::list),
        AdminCommand.named("device remove", Role.ADMIN)
            .taking("name")
            .changing()
            .doing(this::remove));
  }

  private AdminReply.End add(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    String name = arguments.requiredText("name");
    if (!DeviceName.isOne(name)) {
      throw AdminRefusal.invalid("name", name, "letters, digits, '.', '-', '_'");
    }
    Cidr address = arguments.requiredRange("address");
    boolean withSecret = arguments.has("secret");
    Set<DeviceKind> kinds = kinds(arguments, withSecret);
    Secret secret = kinds.contains(DeviceKind.RADIUS) ? secret(arguments, address) : null;
    Device device =
        new Device(
            name, address, kinds, secret, policy(arguments, ClientPolicy.DEFAULT), null, false);
    return switch (devices.add(device)) {
      case DeviceRegistry.Done done -> {
        call.row(DeviceRegistry.json(device));
        yield AdminCall.done(AdminCodes.DEVICE_ADDED, "name", name);
      }
      case DeviceRegistry.RangeTaken(Device other) ->
          AdminRefusal.end(
              AdminStatus.USAGE,
              AdminCodes.DEVICE_OVERLAPS,
              "name",
              name,
              "address",
              address.toString(),
              "other",
              other.name());
      case DeviceRegistry.NameTaken taken -> usage(AdminCodes.DEVICE_EXISTS, name);
      case DeviceRegistry.Configured taken -> usage(AdminCodes.DEVICE_CONFIGURED, name);
      case DeviceRegistry.Unknown unknown -> usage(AdminCodes.DEVICE_UNKNOWN, name);
    };
  }

  /** As asked; what is not said stays. */
  private static ClientPolicy policy(Arguments arguments, ClientPolicy otherwise)
      throws AdminRefusal {
    String word = arguments.text("limitProxyState").orElse(otherwise.limitProxyState().word());
    return new ClientPolicy(
        arguments.flag("requireMessageAuthenticator", otherwise.requireMessageAuthenticator()),
        LimitProxyState.of(word)
            .orElseThrow(() -> AdminRefusal.invalid("limitProxyState", word, "auto, yes, no")),
        arguments.flag("macAuthentication", otherwise.macAuthentication()),
        arguments.flag("proxy", otherwise.proxy()),
        (int) arguments.number("coaPort", 0, 65_535).orElse(otherwise.coaPort()));
  }

  private AdminReply.End change(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    String name = arguments.requiredText("name");
    Optional<Device> before =
        devices.snapshot().devices().stream()
            .filter(d -> d.name().equals(name) && d.kinds().contains(DeviceKind.RADIUS))
            .findFirst();
    if (before.isEmpty()) return usage(AdminCodes.DEVICE_UNKNOWN, name);
    ClientPolicy wanted = policy(arguments, before.get().policy());
    if (!(devices.change(name, was -> wanted) instanceof DeviceRegistry.Done(Device changed))) {
      return usage(AdminCodes.DEVICE_UNKNOWN, name);
    }
    call.row(DeviceRegistry.json(changed));
    return AdminCall.done(AdminCodes.DEVICE_CHANGED, "name", name);
  }

  /** As asked; otherwise both kinds with a secret, a source of logs without one. */
  private static Set<DeviceKind> kinds(Arguments arguments, boolean withSecret)
      throws AdminRefusal {
    String text = arguments.text("kinds").orElse(withSecret ? "radius,log" : "log");
    Set<DeviceKind> kinds = EnumSet.noneOf(DeviceKind.class);
    for (String word : text.split(",", -1)) {
      switch (word.strip()) {
        case "radius" -> kinds.add(DeviceKind.RADIUS);
        case "log" -> kinds.add(DeviceKind.LOG);
        default -> throw AdminRefusal.invalid("kinds", text, "radius, log");
      }
    }
    return kinds;
  }

  private static @Nullable Secret secret(Arguments arguments, Cidr address) throws AdminRefusal {
    Secret secret = new Secret(arguments.content("secret", Secret.BYTES_MAX));
    boolean weak = secret.isWeak() && !Loopback.holds(address);
    if (weak || secret.isPlaceholder() || secret.isTooLong()) {
      throw AdminRefusal.invalid("secret", "", "8 characters or more, not easily guessed");
    }
    return secret;
  }

  private AdminReply.End list(AdminCall call) {
    devices.snapshot().devices().forEach(device -> call.row(DeviceRegistry.json(device)));
    return AdminCall.done();
  }

  private AdminReply.End remove(AdminCall call) throws AdminRefusal {
    String name = call.arguments().requiredText("name");
    return switch (devices.remove(name)) {
      case DeviceRegistry.Done done -> AdminCall.done(AdminCodes.DEVICE_REMOVED, "name", name);
      case DeviceRegistry.Configured configured -> usage(AdminCodes.DEVICE_CONFIGURED, name);
      case DeviceRegistry.Unknown unknown ->
          AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.DEVICE_UNKNOWN, "name", name);
      case DeviceRegistry.NameTaken taken -> usage(AdminCodes.DEVICE_EXISTS, name);
      case DeviceRegistry.RangeTaken taken -> usage(AdminCodes.DEVICE_EXISTS, name);
    };
  }

  private static AdminReply.End usage(String code, String name) {
    return AdminRefusal.end(AdminStatus.USAGE, code, "name", name);
  }
}
