package jaruek.retention.duckdb;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiFunction;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The SQL function {@code in_range(address, range)} for IPv6, whose shortened text no comparison of
 * texts can tell. The range is {@code FIRST/BITS}, the bits out of 128 even for IPv4.
 */
final class RangeFunction implements BiFunction<@Nullable String, @Nullable String, Boolean> {
  static final String NAME = "in_range";

  /** The range of the question being answered, so that it is not read for each row. */
  private record Known(String text, Cidr range) {}

  private volatile Known known = new Known("::/0", new Cidr(IpAddress.UNSPECIFIED, 0));

  static void register(Connection connection) throws SQLException {
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder
          .withName(NAME)
          .withParameters(String.class, String.class)
          .withReturnType(Boolean.class)
          .withFunction(new RangeFunction())
          .register(connection);
    }
  }

  /** DuckDB hands over nulls too, and those of rows that the question has ruled out already. */
  @Override
  public Boolean apply(@Nullable String address, @Nullable String range) {
    if (address == null || range == null) return false;
    Known now = known;
    if (!now.text.equals(range)) {
      now = new Known(range, parse(range));
      known = now;
    }
    Cidr cidr = now.range;
    return IpAddress.parse(address).map(cidr::contains).orElse(false);
  }

  private static Cidr parse(String range) {
    int slash = range.indexOf('/');
    return new Cidr(
        IpAddress.of(range.substring(0, slash)), Integer.parseInt(range.substring(slash + 1)));
  }
}
