package jaruek.radius.account;

import jaruek.retention.record.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a group, an account or a NAS; what is not set is left to the one below. Cannot be
 * changed.
 */
public final class Terms {
  /** Nothing set. */
  public static final Terms NONE = new Terms(Map.of(), List.of());

  /** The most attributes by name. */
  public static final int ATTRIBUTES_MAX = 32;

  private final Map<Setting, Object> values;
  private final List<ReplyAttribute> attributes;

  private Terms(Map<Setting, Object> values, List<ReplyAttribute> attributes) {
    this.values = values;
    this.attributes = attributes;
  }

  private static Terms of(Map<Setting, Object> values, List<ReplyAttribute> attributes) {
    if (values.isEmpty() && attributes.isEmpty()) return NONE;
    if (attributes.size() > ATTRIBUTES_MAX) {
      throw new AccountException("there are more than " + ATTRIBUTES_MAX + " attributes");
    }
    return new Terms(
        values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values)),
        List.copyOf(attributes));
  }

  private EnumMap<Setting, Object> copy() {
    EnumMap<Setting, Object> copy = new EnumMap<>(Setting.class);
    copy.putAll(values);
    return copy;
  }

  /**
   * The same with this set.
   *
   * @throws AccountException if it is no such value
   */
  public Terms with(Setting setting, String text) {
    EnumMap<Setting, Object> changed = copy();
    changed.put(setting, setting.parse(text));
    return of(changed, attributes);
  }

  /** The same with this not set. */
  public Terms without(Setting setting) {
    EnumMap<Setting, Object> changed = copy();
    changed.remove(setting);
    return of(changed, attributes);
  }

  /** The same with this attribute, in place of others of its name. */
  public Terms with(ReplyAttribute attribute) {
    return withoutAttribute(attribute.name()).adding(attribute);
  }

  /** The same with this attribute behind others of its name. */
  public Terms adding(ReplyAttribute attribute) {
    List<ReplyAttribute> changed = new ArrayList<>(attributes);
    changed.add(attribute);
    return of(values, changed);
  }

  /** The same without attributes of this name. */
  public Terms withoutAttribute(String name) {
    return of(values, attributes.stream().filter(a -> !a.name().equalsIgnoreCase(name)).toList());
  }

  /** These, and of the others what is not set here; attributes count by name. */
  public Terms over(Terms below) {
    if (isEmpty()) return below;
    if (below.isEmpty()) return this;
    EnumMap<Setting, Object> merged = below.copy();
    merged.putAll(values);
    List<ReplyAttribute> both = new ArrayList<>(attributes);
    below.attributes.stream().filter(b -> !names(b.name())).forEach(both::add);
    return new Terms(merged, both);
  }

  private boolean names(String attribute) {
    return attributes.stream().anyMatch(a -> a.name().equalsIgnoreCase(attribute));
  }

  /** Whether nothing is set. */
  public boolean isEmpty() {
    return values.isEmpty() && attributes.isEmpty();
  }

  private <T> Optional<T> value(Setting setting, Class<T> type) {
    return Optional.ofNullable(type.cast(values.get(setting)));
  }

  /** A text setting. */
  public Optional<String> text(Setting setting) {
    return Optional.ofNullable(values.get(setting)).map(Setting::text);
  }

  /** A setting that is a span. */
  public Optional<Duration> span(Setting setting) {
    return value(setting, Duration.class);
  }

  /** A setting that is a number. */
  public Optional<Integer> number(Setting setting) {
    return value(setting, Integer.class);
  }

  /** A setting that is a quota. */
  public Optional<Quota> quota(Setting setting) {
    return value(setting, Quota.class);
  }

  /** When logins are let in. */
  public Optional<Schedule> schedule() {
    return value(Setting.SCHEDULE, Schedule.class);
  }

  /** How fast. */
  public Optional<Bandwidth> bandwidth() {
    return value(Setting.BANDWIDTH, Bandwidth.class);
  }

  /** The address a user always gets. */
  public Optional<IpAddress> address() {
    return value(Setting.ADDRESS, IpAddress.class);
  }

  /** What is sent by name. */
  public List<ReplyAttribute> attributes() {
    return attributes;
  }

  /** All settings as they are written, by their words. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((setting, value) -> texts.put(setting.word(), Setting.text(value)));
    return texts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Terms that
        && values.equals(that.values)
        && attributes.equals(that.attributes);
  }

  @Override
  public int hashCode() {
    return 31 * values.hashCode() + attributes.hashCode();
  }

  @Override
  public String toString() {
    return texts() + " " + attributes;
  }
}
