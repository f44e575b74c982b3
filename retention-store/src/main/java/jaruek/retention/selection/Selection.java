package jaruek.retention.selection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.MacAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Selectors, all of which hold. What is null is not asked for; a selection of a span alone is
 * everything in it.
 *
 * @param user exactly this account
 * @param address of the person's side: inside or after translation, of either end
 * @param mac hardware address
 * @param destination whom it went to
 * @param destinationPort 0-65535
 * @param fromMillis the first millisecond
 * @param toMillis the last
 */
public record Selection(
    @Nullable String user,
    @Nullable Cidr address,
    @Nullable MacAddress mac,
    @Nullable Cidr destination,
    @Nullable Integer destinationPort,
    long fromMillis,
    long toMillis) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Checks the ranges. */
  public Selection {
    if (toMillis < fromMillis) {
      throw new SelectionException("a selection from " + fromMillis + " to " + toMillis);
    }
    if (destinationPort != null && (destinationPort < 0 || destinationPort > 65_535)) {
      throw new SelectionException("port " + destinationPort);
    }
  }

  /** Everything in this span. */
  public static Selection of(long fromMillis, long toMillis) {
    return new Selection(null, null, null, null, null, fromMillis, toMillis);
  }

  /** The same, of this part of the span; empty if they have no instant in common. */
  public Optional<Selection> within(long from, long to) {
    long first = Math.max(from, fromMillis);
    long last = Math.min(to, toMillis);
    return first > last
        ? Optional.empty()
        : Optional.of(new Selection(user, address, mac, destination, destinationPort, first, last));
  }

  /**
   * The selectors that were given, and the span; as {@code question} in docs/evidence-format.md.
   */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (user != null) json.put("user", user);
    if (address != null) json.put("address", address.toString());
    if (mac != null) json.put("mac", mac.toString());
    if (destination != null) json.put("destination", destination.toString());
    if (destinationPort != null) json.put("destinationPort", destinationPort);
    return json.put("from", TIME.format(Instant.ofEpochMilli(fromMillis)))
        .put("to", TIME.format(Instant.ofEpochMilli(toMillis)));
  }

  /**
   * Reads what {@link #json} wrote; other fields are not looked at.
   *
   * @throws SelectionException if it is no selection
   */
  public static Selection parse(JsonNode json) {
    return new Selection(
        text(json, "user").orElse(null),
        text(json, "address").map(text -> range("address", text)).orElse(null),
        text(json, "mac").map(Selection::mac).orElse(null),
        text(json, "destination").map(text -> range("destination", text)).orElse(null),
        port(json.path("destinationPort")),
        time(json, "from"),
        time(json, "to"));
  }

  private static Optional<String> text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) return Optional.empty();
    if (value.isTextual() && !value.textValue().isEmpty()) return Optional.of(value.textValue());
    throw new SelectionException(name + " is no text in " + json);
  }

  private static Cidr range(String name, String text) {
    return Cidr.parse(text)
        .orElseThrow(() -> new SelectionException(name + " is no range: \"" + text + "\""));
  }

  private static MacAddress mac(String text) {
    return MacAddress.parse(text)
        .orElseThrow(() -> new SelectionException("mac is none: \"" + text + "\""));
  }

  private static @Nullable Integer port(JsonNode value) {
    if (value.isMissingNode()) return null;
    if (value.isInt()) return value.intValue();
    throw new SelectionException("destinationPort is no number: " + value);
  }

  private static long time(JsonNode json, String name) {
    String text = text(json, name).orElseThrow(() -> new SelectionException(name + " is missing"));
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new SelectionException(name + " is no time: \"" + text + "\"", e);
    }
  }
}
