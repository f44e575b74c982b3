package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Configuration.LogTerms;
import jaruek.appliance.config.Secret;
import jaruek.collector.receive.RateLimit;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.record.Cidr;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of the configuration and those added while running, which are kept in one file of the
 * data directory. Any thread may call; listeners get a new snapshot at every change.
 */
public final class DeviceRegistry {
  /** How many devices may be added while running. */
  public static final int ADDED_MAX = 10_000;

  /**
   * Marks an entry of the file that is no device but another policy for one of the configuration.
   */
  private static final String CHANGES = "changesConfigured";

  static final String RADSEC_FINGERPRINT = "radsecFingerprint";
  static final String RADSEC_NAME = "radsecName";
  static final String TLS_FINGERPRINT = "tlsFingerprint";
  static final String TLS_NAME = "tlsName";
  static final String MESSAGES_PER_SECOND = "messagesPerSecond";
  static final String BYTES_PER_SECOND = "bytesPerSecond";

  private static final Logger LOG = LoggerFactory.getLogger(DeviceRegistry.class);

  private final StateFile file;
  private final List<Device> configured;
  private final List<Consumer<DeviceSnapshot>> listeners = new CopyOnWriteArrayList<>();
  private final Map<Changed, ClientPolicy> changes = new LinkedHashMap<>();
  private List<Device> added = List.of();
  private volatile DeviceSnapshot snapshot;

  /**
   * A device of the configuration whose policy is changed; one elsewhere of its name is another.
   */
  private record Changed(String name, String address) {
    static Changed of(Device device) {
      return new Changed(device.name(), device.address().toString());
    }
  }

  /** Why a device is not added. */
  public sealed interface Outcome {}

  /** It is there now. */
  public record Done(Device device) implements Outcome {}

  /** The name is taken. */
  public record NameTaken() implements Outcome {}

  /** Another device of the same kind has that range; or by TLS, that pin and some of the range. */
  public record RangeTaken(Device other) implements Outcome {}

  /** The device stands in the configuration file. */
  public record Configured() implements Outcome {}

  /** There is none of that name. */
  public record Unknown() implements Outcome {}

  /** Kept in "devices.json" in this folder. Inert until {@link #start}. */
  public DeviceRegistry(
      Path dataDirectory, Configuration.Radius radius, Configuration.Collector collector) {
    this.file = new StateFile(dataDirectory.resolve("devices.json"), "jaruek-devices");
    this.configured = configured(radius, collector);
    this.snapshot = new DeviceSnapshot(configured);
  }

  /** A client and a source of one name and range are one device. */
  private static List<Device> configured(
      Configuration.Radius radius, Configuration.Collector collector) {
    Map<String, Device> devices = new LinkedHashMap<>();
    for (Configuration.Client client : radius.clients()) {
      Device device =
          new Device(
              client.name(),
              client.address(),
              EnumSet.of(DeviceKind.RADIUS),
              client.secret(),
              client.policy(),
              null,
              true,
              client.radsec());
      devices.put(client.name() + " " + client.address(), device);
    }
    for (Configuration.Source source : collector.sources()) {
      Device plain =
          new Device(
              source.name(),
              source.address(),
              EnumSet.of(DeviceKind.LOG),
              null,
              ClientPolicy.DEFAULT,
              source.vendor(),
              true,
              null,
              source.terms());
      devices.merge(source.name() + " " + source.address(), plain, DeviceRegistry::both);
    }
    return List.copyOf(devices.values());
  }

  private static Device both(Device client, Device source) {
    return new Device(
        client.name(),
        client.address(),
        EnumSet.allOf(DeviceKind.class),
        client.secret(),
        client.policy(),
        source.vendor(),
        true,
        client.radsec(),
        source.log());
  }

  /**
   * Reads the file. A device added earlier whose name or range the configuration has now gives way
   * to it.
   *
   * @throws AdminServerException if the file is damaged or too new
   */
  public synchronized void start() {
    List<Device> kept = new ArrayList<>();
    for (ObjectNode entry : file.read()) {
      if (entry.path(CHANGES).asBoolean()) {
        changes.put(
            new Changed(entry.path("name").asText(), entry.path("address").asText()),
            policy(entry));
        continue;
      }
      Device device = device(entry);
      if (conflict(device, configured).isPresent()) {
        LOG.warn("device '{}' was added earlier; the configuration's counts now", device.name());
      } else {
        kept.add(device);
      }
    }
    publish(kept);
  }

  /** The devices now. */
  public DeviceSnapshot snapshot() {
    return snapshot;
  }

  /** Hands the devices to the listener now and at every change, in order. */
  public synchronized void listen(Consumer<DeviceSnapshot> listener) {
    listeners.add(listener);
    listener.accept(snapshot);
  }

  /**
   * Adds a device; it is on the disk and every listener knows it when this returns.
   *
   * @throws AdminServerException if it could not be written
   */
  public synchronized Outcome add(Device device) {
    Optional<Outcome> conflict = conflict(device, snapshot.devices());
    if (conflict.isPresent()) return conflict.get();
    if (added.size() >= ADDED_MAX) {
      throw new AdminServerException("there are " + ADDED_MAX + " devices, no more are taken");
    }
    List<Device> next = new ArrayList<>(added);
    next.add(device);
    write(next);
    return new Done(device);
  }

  private static Optional<Outcome> conflict(Device device, List<Device> others) {
    for (Device other : others) {
      if (other.name().equals(device.name())) return Optional.of(new NameTaken());
      boolean sameKind = other.kinds().stream().anyMatch(device.kinds()::contains);
      boolean byTls = device.radsec() != null || other.radsec() != null;
      if (sameKind && !byTls && other.address().equals(device.address())) {
        return Optional.of(new RangeTaken(other));
      }
      boolean onePin = device.radsec() != null && device.radsec().equals(other.radsec());
      if (onePin && other.address().overlaps(device.address())) {
        return Optional.of(new RangeTaken(other));
      }
    }
    return Optional.empty();
  }

  /**
   * Removes a device that was added.
   *
   * @throws AdminServerException if it could not be written
   */
  public synchronized Outcome remove(String name) {
    if (configured.stream().anyMatch(d -> d.name().equals(name))) return new Configured();
    List<Device> next = new ArrayList<>(added);
    Optional<Device> device = added.stream().filter(d -> d.name().equals(name)).findFirst();
    if (device.isEmpty()) return new Unknown();
    next.remove(device.get());
    write(next);
    return new Done(device.get());
  }

  /**
   * Puts a RADIUS client under another policy at once, one of the configuration too: what is
   * changed here counts over the file, until it is changed back.
   *
   * @param secret its secret from now on, null to leave it; one of the configuration is changed
   *     there
   * @throws AdminServerException if it could not be written
   */
  public synchronized Outcome change(
      String name, UnaryOperator<ClientPolicy> change, @Nullable Secret secret) {
    Optional<Device> found =
        snapshot.devices().stream()
            .filter(d -> d.name().equals(name) && d.kinds().contains(DeviceKind.RADIUS))
            .findFirst();
    if (found.isEmpty()) return new Unknown();
    if (secret != null && found.get().configured()) return new Configured();
    Device changed = found.get().under(change.apply(found.get().policy())).with(secret);
    if (changed.configured()) {
      changes.put(Changed.of(changed), changed.policy());
      configured.stream()
          .filter(d -> Changed.of(d).equals(Changed.of(changed)))
          .filter(d -> d.policy().equals(changed.policy()))
          .forEach(d -> changes.remove(Changed.of(d)));
      write(added);
    } else {
      write(added.stream().map(d -> d.name().equals(name) ? changed : d).toList());
    }
    return new Done(changed);
  }

  private void write(List<Device> next) {
    List<ObjectNode> entries = new ArrayList<>();
    next.forEach(device -> entries.add(entry(device)));
    changes.forEach((device, policy) -> entries.add(entry(device, policy)));
    file.write(entries);
    publish(next);
  }

  private static ObjectNode entry(Changed device, ClientPolicy policy) {
    ObjectNode entry = AdminCodec.object().put("name", device.name());
    entry.put("address", device.address()).put(CHANGES, true);
    write(policy, entry);
    return entry;
  }

  private void publish(List<Device> next) {
    added = List.copyOf(next);
    List<Device> all = new ArrayList<>();
    for (Device device : configured) {
      ClientPolicy changed = changes.get(Changed.of(device));
      all.add(changed == null ? device : device.under(changed));
    }
    all.addAll(added);
    DeviceSnapshot published = new DeviceSnapshot(all);
    snapshot = published;
    listeners.forEach(listener -> listener.accept(published));
  }

  /** The device as it is shown: without its secret. */
  static ObjectNode json(Device device) {
    ObjectNode json = AdminCodec.object().put("name", device.name());
    json.put("address", device.address().toString());
    ArrayNode kinds = json.putArray("kinds");
    device.kinds().stream().sorted().forEach(kind -> kinds.add(kind.word()));
    if (device.kinds().contains(DeviceKind.RADIUS)) {
      write(device.policy(), json);
    }
    switch (device.radsec()) {
      case null -> {}
      case PeerPin.Fingerprint(String sha256) -> json.put(RADSEC_FINGERPRINT, sha256);
      case PeerPin.Name(String name) -> json.put(RADSEC_NAME, name);
    }
    if (device.vendor() != null) json.put("vendor", device.vendor());
    boolean usual = !device.configured() && device.log().equals(LogTerms.STANDARD);
    if (device.kinds().contains(DeviceKind.LOG) && !usual) write(device.log(), json);
    return json.put("configured", device.configured());
  }

  private static void write(LogTerms terms, ObjectNode json) {
    json.put(MESSAGES_PER_SECOND, terms.limit().messagesPerSecond());
    json.put(BYTES_PER_SECOND, terms.limit().bytesPerSecond());
    if (terms.zone() != null) json.put("zone", terms.zone().getId());
    switch (terms.tls()) {
      case null -> {}
      case PeerPin.Fingerprint(String sha256) -> json.put(TLS_FINGERPRINT, sha256);
      case PeerPin.Name(String name) -> json.put(TLS_NAME, name);
    }
  }

  private static void write(ClientPolicy policy, ObjectNode json) {
    json.put("requireMessageAuthenticator", policy.requireMessageAuthenticator());
    json.put("limitProxyState", policy.limitProxyState().word());
    json.put("macAuthentication", policy.macAuthentication());
    json.put("proxy", policy.proxy());
    json.put("coaPort", policy.coaPort());
  }

  /** Of an older file what it does not have is as shipped. */
  private static ClientPolicy policy(ObjectNode entry) {
    ClientPolicy otherwise = ClientPolicy.DEFAULT;
    return new ClientPolicy(
        entry.path("requireMessageAuthenticator").asBoolean(true),
        LimitProxyState.of(entry.path("limitProxyState").asText())
            .orElse(otherwise.limitProxyState()),
        entry.path("macAuthentication").asBoolean(otherwise.macAuthentication()),
        entry.path("proxy").asBoolean(otherwise.proxy()),
        Math.clamp(entry.path("coaPort").asInt(otherwise.coaPort()), 0, 65_535));
  }

  private static ObjectNode entry(Device device) {
    ObjectNode entry = json(device);
    entry.remove("configured");
    if (device.secret() != null) entry.put("secret", device.secret().reveal());
    return entry;
  }

  private Device device(ObjectNode entry) {
    Set<DeviceKind> kinds = EnumSet.noneOf(DeviceKind.class);
    for (DeviceKind kind : DeviceKind.values()) {
      for (JsonNode word : entry.path("kinds")) {
        if (word.asText().equals(kind.word())) kinds.add(kind);
      }
    }
    Cidr address =
        Cidr.parse(entry.path("address").asText())
            .orElseThrow(() -> file.damaged("a device has no address", null));
    String name = entry.path("name").asText();
    Secret secret = entry.has("secret") ? new Secret(entry.path("secret").asText()) : null;
    boolean whole = !name.isEmpty() && !kinds.isEmpty();
    if (!whole || (kinds.contains(DeviceKind.RADIUS) && secret == null)) {
      throw file.damaged("a device has no name, kind or secret", null);
    }
    return new Device(
        name,
        address,
        kinds,
        secret,
        policy(entry),
        textOrNull(entry.path("vendor")),
        false,
        pin(entry, RADSEC_FINGERPRINT, RADSEC_NAME),
        terms(entry));
  }

  /** Of an older file what it does not have is as shipped. */
  private LogTerms terms(ObjectNode entry) {
    RateLimit usual = RateLimit.STANDARD;
    long messages = entry.path(MESSAGES_PER_SECOND).asLong(usual.messagesPerSecond());
    long bytes = entry.path(BYTES_PER_SECOND).asLong(usual.bytesPerSecond());
    String zone = textOrNull(entry.path("zone"));
    try {
      return new LogTerms(
          new RateLimit(messages, bytes),
          zone == null ? null : ZoneId.of(zone),
          pin(entry, TLS_FINGERPRINT, TLS_NAME));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw file.damaged("a device has a limit or a zone that is none", e);
    }
  }

  private static @Nullable PeerPin pin(ObjectNode entry, String fingerprintKey, String nameKey) {
    Optional<PeerPin> fingerprint =
        PeerPin.Fingerprint.parse(entry.path(fingerprintKey).asText()).map(pin -> pin);
    return fingerprint.or(() -> PeerPin.Name.parse(entry.path(nameKey).asText())).orElse(null);
  }

  private static @Nullable String textOrNull(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }
}
