package jaruek.retention.query;

import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One stored row. Values are Long (TIMESTAMP, LONG, INTEGER), String (TEXT), IpAddress, MacAddress,
 * byte[] (BYTES) or null.
 *
 * @param dataset its table
 * @param values one for each column, by ordinal; not to be changed
 * @param segment the sealed segment's id it stands in, or -1 while it is hot
 */
public record Row(Dataset dataset, @Nullable Object[] values, long segment) {

  /** The value of a TIMESTAMP, LONG or INTEGER column. */
  public OptionalLong number(Column column) {
    return values[column.ordinal()] instanceof Long value
        ? OptionalLong.of(value)
        : OptionalLong.empty();
  }

  /** The value of a TEXT column. */
  public Optional<String> text(Column column) {
    return values[column.ordinal()] instanceof String value ? Optional.of(value) : Optional.empty();
  }

  /** The value of an ADDRESS column. */
  public Optional<IpAddress> address(Column column) {
    return values[column.ordinal()] instanceof IpAddress value
        ? Optional.of(value)
        : Optional.empty();
  }

  /** The value of a MAC column. */
  public Optional<MacAddress> mac(Column column) {
    return values[column.ordinal()] instanceof MacAddress value
        ? Optional.of(value)
        : Optional.empty();
  }

  /** When we received it, milliseconds. */
  public long receivedAtMillis() {
    return number(dataset.receivedAt()).orElseThrow();
  }

  /** The journal position it was decoded from. */
  public long frame() {
    return number(dataset.frame()).orElseThrow();
  }
}
