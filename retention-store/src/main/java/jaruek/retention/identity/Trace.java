package jaruek.retention.identity;

import jaruek.retention.imported.Imported;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * A traffic row that leads from the address asked for to one inside.
 *
 * @param inside the address behind it
 * @param side how the row speaks of the address asked for
 * @param basis observed if the row is of the time and port asked for
 * @param row the stored record
 */
record Trace(IpAddress inside, Side side, Basis basis, Row row) {
  /** What a file says is not observed. */
  Trace {
    if (Imported.is(row)) basis = Basis.INFERRED;
  }

  /** Where the address asked for stands in the row. */
  enum Side {
    /** It is the source after translation. */
    TRANSLATED_SOURCE,
    /** It is the destination before translation: a reply, or a published service. */
    TRANSLATED_DESTINATION,
    /** It is the source itself. */
    PLAIN
  }

  long fromMillis() {
    return row.number(Traffic.STARTED_AT).orElse(row.receivedAtMillis());
  }

  long toMillis() {
    return Math.max(fromMillis(), row.number(Traffic.ENDED_AT).orElse(fromMillis()));
  }

  /** How far the row's time is from this one, 0 if it covers it. */
  long distance(long atMillis) {
    return Math.max(0, Math.max(fromMillis() - atMillis, atMillis - toMillis()));
  }

  /** The translation it tells of, null if there is none. */
  WhoAnswer.@Nullable Nat nat() {
    return switch (side) {
      case TRANSLATED_SOURCE ->
          nat(
              Traffic.NAT_SOURCE_ADDRESS,
              PortBlocks.isBlock(row) ? null : Traffic.NAT_SOURCE_PORT,
              Traffic.SOURCE_PORT,
              Traffic.DESTINATION_ADDRESS,
              Traffic.DESTINATION_PORT);
      case TRANSLATED_DESTINATION ->
          nat(
              Traffic.DESTINATION_ADDRESS,
              Traffic.DESTINATION_PORT,
              Traffic.NAT_DESTINATION_PORT,
              Traffic.SOURCE_ADDRESS,
              Traffic.SOURCE_PORT);
      case PLAIN -> null;
    };
  }

  private WhoAnswer.Nat nat(
      Column publicAddress,
      @Nullable Column publicPort,
      Column insidePort,
      Column remoteAddress,
      Column remotePort) {
    return new WhoAnswer.Nat(
        row.address(publicAddress).orElseThrow(),
        publicPort == null ? null : integer(publicPort),
        inside,
        integer(insidePort),
        row.address(remoteAddress).orElse(null),
        integer(remotePort),
        integer(Traffic.PROTOCOL),
        number(Traffic.STARTED_AT),
        number(Traffic.ENDED_AT),
        row.address(Traffic.EXPORTER).orElse(null),
        row.text(Traffic.ORIGIN).orElse(null));
  }

  private @Nullable Integer integer(Column column) {
    Long value = number(column);
    return value == null ? null : Math.toIntExact(value);
  }

  private @Nullable Long number(Column column) {
    return row.number(column).isPresent() ? (Long) row.number(column).getAsLong() : null;
  }
}
