package jaruek.retention.verify.evidence;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.segment.RowEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lines of one dataset's NDJSON: the leaf that each row is, and its line of CSV. */
final class EvidenceRow {
  private static final Pattern TIME =
      Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d):(\\d\\d)\\.(\\d{3})Z");
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
  private static final String TYPE = "has a value of a wrong type";

  private final List<Column> columns;
  private final List<String> names;
  private final RowEncoding encoding;
  private final @Nullable String[] texts;
  private String where = "";
  private long segment;
  private long index;

  EvidenceRow(Dataset dataset) {
    columns = dataset.columns();
    names = columns.stream().map(Column::camelName).toList();
    encoding = new RowEncoding(dataset);
    texts = new String[columns.size()];
  }

  /** Reads the line. */
  void read(EvidenceLines line) {
    where = line.where();
    String text = line.text();
    if (text == null) throw bad("is no UTF-8");
    Arrays.fill(texts, null);
    encoding.begin();
    try (JsonParser json = StrictJson.parser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) throw bad("is no row");
      segment = place(json, "segment");
      index = place(json, "index");
      int next = 0;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        int ordinal = next;
        while (ordinal < names.size() && !names.get(ordinal).equals(name)) ordinal++;
        if (ordinal == names.size()) throw bad("has a column that is unknown or out of order");
        json.nextToken();
        value(json, columns.get(ordinal));
        next = ordinal + 1;
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw bad("is no row");
      }
    } catch (IOException e) {
      Changed changed = bad("is no JSON");
      changed.initCause(e);
      throw changed;
    }
  }

  private long place(JsonParser json, String name) throws IOException {
    if (!name.equals(json.nextFieldName())) throw bad("does not begin with segment and index");
    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) throw bad("has no segment and index");
    long number = number(json);
    if (number < 0) throw bad("has no segment and index");
    return number;
  }

  private long number(JsonParser json) throws IOException {
    if (json.getTextLength() > 20) throw bad("has a number that is none");
    return switch (json.getNumberType()) {
      case INT, LONG -> json.getLongValue();
      default -> throw bad("has a number that is none");
    };
  }

  private void value(JsonParser json, Column column) throws IOException {
    boolean numeric =
        switch (column.type()) {
          case LONG, INTEGER -> true;
          default -> false;
        };
    JsonToken wanted = numeric ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING;
    if (json.currentToken() != wanted) throw bad(TYPE);
    String text = json.getText();
    switch (column.type()) {
      case TIMESTAMP -> encoding.putLong(column, time(text));
      case LONG -> encoding.putLong(column, number(json));
      case INTEGER -> encoding.putInteger(column, integer(number(json)));
      case ADDRESS -> {
        IpAddress address = address(text);
        encoding.putAddress(column, address.high(), address.low());
      }
      case MAC -> encoding.putMac(column, mac(text));
      case TEXT -> encoding.putBytes(column, utf8(text));
      case BYTES -> encoding.putBytes(column, base64(text));
    }
    texts[column.ordinal()] = numeric ? Long.toString(json.getLongValue()) : text;
  }

  private int integer(long number) {
    if (number != (int) number) throw bad("has a number that is none");
    return (int) number;
  }

  private long time(String text) {
    Matcher found = TIME.matcher(text);
    if (!found.matches()) throw bad("has a time that is none");
    int[] part = new int[7];
    for (int i = 0; i < part.length; i++) part[i] = Integer.parseInt(found.group(i + 1));
    try {
      if (part[0] == 0) throw bad("has a time that is none");
      return LocalDateTime.of(part[0], part[1], part[2], part[3], part[4], part[5])
                  .toEpochSecond(ZoneOffset.UTC)
              * 1000
          + part[6];
    } catch (DateTimeException e) {
      Changed changed = bad("has a time that is none");
      changed.initCause(e);
      throw changed;
    }
  }

  private IpAddress address(String text) {
    IpAddress address = IpAddress.parse(text).orElseThrow(() -> bad("has an address that is none"));
    if (!address.toString().equals(text)) {
      throw bad("has an address that is not written as it should");
    }
    return address;
  }

  private long mac(String text) {
    if (!MAC.matcher(text).matches()) throw bad("has a MAC that is none");
    return MacAddress.parse(text).orElseThrow(() -> bad("has a MAC that is none")).bits();
  }

  private byte[] base64(String text) {
    byte[] bytes = StrictJson.base64(text);
    if (bytes == null) throw bad("has bytes that are no base64");
    return bytes;
  }

  private byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (CharacterCodingException e) {
      Changed changed = bad("has text that is no Unicode");
      changed.initCause(e);
      throw changed;
    }
  }

  private Changed bad(String what) {
    return new Changed(where, what);
  }

  long segment() {
    return segment;
  }

  long index() {
    return index;
  }

  /** The line, with the row's place. */
  String where() {
    return where + " (segment " + segment + ", row " + index + ")";
  }

  byte[] leafHash() {
    return MerkleTree.leafHash(Arrays.copyOf(encoding.bytes(), encoding.length()));
  }

  /** The first line of the CSV, with its byte order mark. */
  byte[] csvHead() {
    String head = "\ufeffsegment,index," + String.join(",", names) + "\r\n";
    return head.getBytes(StandardCharsets.UTF_8);
  }

  /** The row's line of the CSV. */
  byte[] csv() {
    List<String> cells = new ArrayList<>(columns.size() + 2);
    cells.add(Long.toString(segment));
    cells.add(Long.toString(index));
    for (Column column : columns) cells.add(cell(column, texts[column.ordinal()]));
    return (String.join(",", cells) + "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String cell(Column column, @Nullable String value) {
    if (value == null) return "";
    String text = value;
    boolean formula =
        switch (column.type()) {
          case TEXT -> !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
          default -> false;
        };
    if (formula) text = "'" + text;
    boolean quoted = text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
