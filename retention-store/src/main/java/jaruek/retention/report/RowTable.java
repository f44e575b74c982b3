package jaruek.retention.report;

import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Operations;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What a dataset's rows show in the report: the columns that tell a reader something. */
final class RowTable {
  private static final int TEXT_LENGTH_MAX = 160;

  private record Shown(String key, float share, Function<Row, String> cell) {}

  private final List<Shown> columns;

  RowTable(Dataset dataset, Words words) {
    Function<Row, String> received = row -> words.time(row.receivedAtMillis());
    columns =
        switch (dataset) {
          case TRAFFIC ->
              List.of(
                  new Shown("received", 15, received),
                  new Shown("protocol", 5, row -> protocol(row)),
                  new Shown(
                      "source",
                      16,
                      row -> endpoint(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT)),
                  new Shown(
                      "translated",
                      16,
                      row -> endpoint(row, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT)),
                  new Shown(
                      "destination",
                      16,
                      row -> endpoint(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT)),
                  new Shown("bytes", 8, row -> text(row, Traffic.BYTES)),
                  new Shown("user", 10, row -> text(row, Traffic.USER_NAME)));
          case MESSAGES ->
              List.of(
                  new Shown("received", 15, received),
                  new Shown("sender", 13, row -> text(row, Messages.SENDER)),
                  new Shown("message", 55, row -> text(row, Messages.MESSAGE)));
          case IDENTITY ->
              List.of(
                  new Shown("received", 15, received),
                  new Shown("event", 9, row -> text(row, Identity.EVENT)),
                  new Shown("user", 14, row -> text(row, Identity.USER_NAME)),
                  new Shown("address", 14, row -> text(row, Identity.ADDRESS)),
                  new Shown("mac", 14, row -> text(row, Identity.MAC)),
                  new Shown("nas", 12, row -> text(row, Identity.NAS)),
                  new Shown("session", 12, row -> text(row, Identity.SESSION_ID)));
          case OPERATIONS ->
              List.of(
                  new Shown("received", 15, received),
                  new Shown("actor", 12, row -> text(row, Operations.ACTOR)),
                  new Shown("action", 12, row -> text(row, Operations.ACTION)),
                  new Shown("detail", 40, row -> text(row, Operations.DETAIL)),
                  new Shown("result", 14, row -> text(row, Operations.RESULT)));
        };
  }

  List<String> heads(Words thai, Words english) {
    List<String> heads = new ArrayList<>();
    for (Shown column : columns) {
      heads.add(thai.text("column." + column.key) + " / " + english.text("column." + column.key));
    }
    return heads;
  }

  float[] shares() {
    float[] shares = new float[columns.size()];
    for (int i = 0; i < shares.length; i++) shares[i] = columns.get(i).share;
    return shares;
  }

  List<String> cells(Row row) {
    return columns.stream().map(column -> column.cell.apply(row)).toList();
  }

  private static String text(Row row, Column column) {
    Object value = row.values()[column.ordinal()];
    if (value == null) return "";
    if (value instanceof Long number) return String.format(Locale.ROOT, "%,d", number);
    String text = value.toString();
    return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX) + "…";
  }

  private static String endpoint(Row row, Column address, Column port) {
    String host = text(row, address);
    if (host.isEmpty() || row.number(port).isEmpty()) return host;
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return bracketed + ":" + row.number(port).getAsLong();
  }

  private static String protocol(Row row) {
    long number = row.number(Traffic.PROTOCOL).orElse(-1);
    return switch ((int) number) {
      case -1 -> "";
      case 1 -> "ICMP";
      case 6 -> "TCP";
      case 17 -> "UDP";
      case 58 -> "ICMPv6";
      default -> Long.toString(number);
    };
  }
}
