package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;

/** A request's arguments, each checked as it is read. Null and absent are the same. */
public final class Arguments {
  /** The longest text that is no file. */
  public static final int TEXT_LENGTH_MAX = 4096;

  private final ObjectNode node;

  Arguments(ObjectNode node) {
    this.node = node;
  }

  /** Whether there is one of this name. */
  public boolean has(String name) {
    return !node.path(name).isMissingNode() && !node.path(name).isNull();
  }

  /** A text without control characters, 1 to {@link #TEXT_LENGTH_MAX} long. */
  public Optional<String> text(String name) throws AdminRefusal {
    if (!has(name)) return Optional.empty();
    String text = string(name, TEXT_LENGTH_MAX);
    if (text.isBlank()) throw AdminRefusal.invalid(name, text, "text");
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw AdminRefusal.invalid(name, "", "text without control characters");
    }
    return Optional.of(text);
  }

  /** A text that must be there. */
  public String requiredText(String name) throws AdminRefusal {
    return required(name, text(name));
  }

  /** Any text up to a length, line ends too: a file's content, a password. */
  public String content(String name, int lengthMax) throws AdminRefusal {
    if (!has(name)) throw missing(name);
    return string(name, lengthMax);
  }

  private String string(String name, int lengthMax) throws AdminRefusal {
    JsonNode value = node.path(name);
    if (!value.isTextual()) throw AdminRefusal.invalid(name, "", "text");
    String text = value.textValue();
    if (text.length() <= lengthMax) return text;
    throw new AdminRefusal(
        AdminStatus.USAGE,
        AdminCodes.ARGUMENT_TOO_LARGE,
        "argument",
        name,
        "max",
        Integer.toString(lengthMax));
  }

  /** An ISO 8601 instant. */
  public Optional<Instant> instant(String name) throws AdminRefusal {
    Optional<String> text = text(name);
    if (text.isEmpty()) return Optional.empty();
    try {
      Instant instant = OffsetDateTime.parse(text.get()).toInstant();
      long seconds = instant.getEpochSecond();
      // years 1970-9999, so that milliseconds never overflow
      if (seconds >= 0 && seconds < 253_402_300_800L) return Optional.of(instant);
    } catch (DateTimeException e) {
      // falls to the refusal below
    }
    throw AdminRefusal.invalid(name, text.get(), "2026-11-23T10:42:01Z");
  }

  /** An instant that must be there. */
  public Instant requiredInstant(String name) throws AdminRefusal {
    return required(name, instant(name));
  }

  /** A whole number within these. */
  public OptionalLong number(String name, long least, long most) throws AdminRefusal {
    if (!has(name)) return OptionalLong.empty();
    JsonNode value = node.path(name);
    boolean good =
        value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= least
            && value.longValue() <= most;
    if (good) return OptionalLong.of(value.longValue());
    String text = value.asText();
    throw AdminRefusal.invalid(name, text, least + "-" + most);
  }

  /** True or false; false if it is not there. */
  public boolean flag(String name) throws AdminRefusal {
    return flag(name, false);
  }

  /** True or false, or what is given where it is not there. */
  public boolean flag(String name, boolean otherwise) throws AdminRefusal {
    if (!has(name)) return otherwise;
    if (node.path(name).isBoolean()) return node.path(name).booleanValue();
    throw AdminRefusal.invalid(name, node.path(name).asText(), "true, false");
  }

  /** An address. */
  public Optional<IpAddress> address(String name) throws AdminRefusal {
    Optional<String> text = text(name);
    if (text.isEmpty()) return Optional.empty();
    Optional<IpAddress> address = IpAddress.parse(text.get());
    if (address.isEmpty()) throw AdminRefusal.invalid(name, text.get(), "192.0.2.1, 2001:db8::1");
    return address;
  }

  /** An address that must be there. */
  public IpAddress requiredAddress(String name) throws AdminRefusal {
    return required(name, address(name));
  }

  /** A range of addresses. */
  public Optional<Cidr> range(String name) throws AdminRefusal {
    Optional<String> text = text(name);
    if (text.isEmpty()) return Optional.empty();
    Optional<Cidr> range = Cidr.parse(text.get());
    if (range.isEmpty()) throw AdminRefusal.invalid(name, text.get(), "192.0.2.0/24");
    return range;
  }

  /** A range that must be there. */
  public Cidr requiredRange(String name) throws AdminRefusal {
    return required(name, range(name));
  }

  /** A hardware address. */
  public Optional<MacAddress> mac(String name) throws AdminRefusal {
    Optional<String> text = text(name);
    if (text.isEmpty()) return Optional.empty();
    Optional<MacAddress> mac = MacAddress.parse(text.get());
    if (mac.isEmpty()) throw AdminRefusal.invalid(name, text.get(), "aa:bb:cc:dd:ee:ff");
    return mac;
  }

  private static <T> T required(String name, Optional<T> value) throws AdminRefusal {
    if (value.isPresent()) return value.get();
    throw missing(name);
  }

  private static AdminRefusal missing(String name) {
    return new AdminRefusal(AdminStatus.USAGE, AdminCodes.ARGUMENT_MISSING, "argument", name);
  }
}
