package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.appliance.config.Configuration.LogTerms;
import jaruek.appliance.config.DeviceName;
import jaruek.appliance.config.Loopback;
import jaruek.appliance.config.Secret;
import jaruek.appliance.config.Units;
import jaruek.collector.receive.RateLimit;
import jaruek.collector.vendor.VendorFormats;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.record.Cidr;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** device add, change, list, remove. */
public final class DeviceCommands {
  /** RFC 6614 section 2.3. */
  private static final String RADSEC_SECRET = "radsec";

  /** Not "zone", which is the command line's own. */
  private static final String LOG_ZONE = "logZone";

  private static final long MESSAGES_PER_SECOND_MAX = 100_000_000;

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
                "vendor",
                DeviceRegistry.RADSEC_FINGERPRINT,
                DeviceRegistry.RADSEC_NAME,
                DeviceRegistry.MESSAGES_PER_SECOND,
                DeviceRegistry.BYTES_PER_SECOND,
                LOG_ZONE,
                DeviceRegistry.TLS_FINGERPRINT,
                DeviceRegistry.TLS_NAME,
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
            .takingSecret("secret")
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
    PeerPin pin = pin(arguments, DeviceRegistry.RADSEC_FINGERPRINT, DeviceRegistry.RADSEC_NAME);
    Set<DeviceKind> kinds = kinds(arguments, pin != null, arguments.has("secret"));
    boolean radius = kinds.contains(DeviceKind.RADIUS);
    if (pin != null && !radius) {
      throw AdminRefusal.invalid("kinds", arguments.text("kinds").orElse(""), "radius");
    }
    Secret secret = radius ? secret(arguments, address, pin != null) : null;
    Device device =
        new Device(
            name,
            address,
            kinds,
            secret,
            policy(arguments, ClientPolicy.DEFAULT),
            vendor(arguments, kinds),
            false,
            pin,
            terms(arguments, kinds));
    return switch (devices.add(device)) {
      case DeviceRegistry.Done done -> {
        call.row(DeviceRegistry.json(device));
        yield AdminCall.done(AdminCodes.DEVICE_ADDED, "name", name);
      }
      case DeviceRegistry.RangeTaken(Device other) ->
          AdminRefusal.end(
              AdminStatus.USAGE,
              pin == null ? AdminCodes.DEVICE_OVERLAPS : AdminCodes.DEVICE_PIN_TAKEN,
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
    boolean byTls = before.get().radsec() != null;
    Secret secret =
        arguments.has("secret") ? secret(arguments, before.get().address(), byTls) : null;
    return switch (devices.change(name, was -> wanted, secret)) {
      case DeviceRegistry.Done(Device changed) -> {
        call.row(DeviceRegistry.json(changed));
        yield AdminCall.done(AdminCodes.DEVICE_CHANGED, "name", name);
      }
      case DeviceRegistry.Configured configured -> usage(AdminCodes.DEVICE_CONFIGURED, name);
      case DeviceRegistry.Unknown unknown -> usage(AdminCodes.DEVICE_UNKNOWN, name);
      case DeviceRegistry.NameTaken taken -> usage(AdminCodes.DEVICE_EXISTS, name);
      case DeviceRegistry.RangeTaken taken -> usage(AdminCodes.DEVICE_EXISTS, name);
    };
  }

  /** What is asked of it as a source of logs. */
  private static LogTerms terms(Arguments arguments, Set<DeviceKind> kinds) throws AdminRefusal {
    LogTerms terms =
        new LogTerms(
            limit(arguments),
            zone(arguments),
            pin(arguments, DeviceRegistry.TLS_FINGERPRINT, DeviceRegistry.TLS_NAME));
    if (!terms.equals(LogTerms.STANDARD) && !kinds.contains(DeviceKind.LOG)) {
      throw AdminRefusal.invalid("kinds", arguments.text("kinds").orElse("radius"), "log");
    }
    return terms;
  }

  private static RateLimit limit(Arguments arguments) throws AdminRefusal {
    RateLimit usual = RateLimit.STANDARD;
    String messages = arguments.text(DeviceRegistry.MESSAGES_PER_SECOND).orElse(null);
    String bytes = arguments.text(DeviceRegistry.BYTES_PER_SECOND).orElse(null);
    return new RateLimit(
        messages == null
            ? usual.messagesPerSecond()
            : within(
                DeviceRegistry.MESSAGES_PER_SECOND,
                messages,
                Long::valueOf,
                MESSAGES_PER_SECOND_MAX),
        bytes == null
            ? usual.bytesPerSecond()
            : within(DeviceRegistry.BYTES_PER_SECOND, bytes, Units::sizeBytes, RateLimit.MAX));
  }

  private static long within(
      String name, String text, Function<String, @Nullable Long> parser, long max)
      throws AdminRefusal {
    try {
      Long value = parser.apply(text);
      if (value != null && value >= 0 && value <= max) return value;
    } catch (NumberFormatException e) {
      // no number: refused below
    }
    throw AdminRefusal.invalid(name, text, "0 to " + max);
  }

  private static @Nullable ZoneId zone(Arguments arguments) throws AdminRefusal {
    String zone = arguments.text(LOG_ZONE).orElse(null);
    if (zone == null) return null;
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw AdminRefusal.invalid(LOG_ZONE, zone, "Asia/Bangkok, UTC, +07:00");
    }
  }

  /** The certificate it comes with by TLS. */
  private static @Nullable PeerPin pin(Arguments arguments, String fingerprintKey, String nameKey)
      throws AdminRefusal {
    String fingerprint = arguments.text(fingerprintKey).orElse("");
    String name = arguments.text(nameKey).orElse("");
    if (!fingerprint.isEmpty()) {
      return PeerPin.Fingerprint.parse(fingerprint)
          .orElseThrow(
              () -> AdminRefusal.invalid(fingerprintKey, fingerprint, "64 hexadecimal digits"));
    }
    if (name.isEmpty()) return null;
    return PeerPin.Name.parse(name)
        .orElseThrow(() -> AdminRefusal.invalid(nameKey, name, "a certificate's name"));
  }

  /**
   * As asked; otherwise a RADIUS client by TLS, both kinds with a secret, a source of logs without
   * one.
   */
  private static Set<DeviceKind> kinds(Arguments arguments, boolean byTls, boolean withSecret)
      throws AdminRefusal {
    String usual = byTls ? "radius" : withSecret ? "radius,log" : "log";
    String text = arguments.text("kinds").orElse(usual);
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

  /** Whose log format a source of logs speaks; null to tell by the message. */
  private static @Nullable String vendor(Arguments arguments, Set<DeviceKind> kinds)
      throws AdminRefusal {
    String vendor = arguments.text("vendor").orElse(null);
    if (vendor == null) return null;
    Set<String> known = VendorFormats.all().vendors();
    if (!known.contains(vendor)) {
      throw AdminRefusal.invalid("vendor", vendor, String.join(", ", known));
    }
    if (!kinds.contains(DeviceKind.LOG)) {
      throw AdminRefusal.invalid("kinds", arguments.text("kinds").orElse("radius"), "log");
    }
    return vendor;
  }

  private static Secret secret(Arguments arguments, Cidr address, boolean byTls)
      throws AdminRefusal {
    if (byTls && !arguments.has("secret")) return new Secret(RADSEC_SECRET);
    Secret secret = new Secret(arguments.content("secret", Secret.BYTES_MAX));
    boolean weak = secret.isWeak() && !byTls && !Loopback.holds(address);
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
