package jaruek.retention.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.identity.SessionLimits;
import jaruek.retention.identity.Sessions;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowListEngine;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SelectionsTest {
  private static final long T = 1_795_405_321_000L;
  private static final long MINUTE = 60_000;
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01").orElseThrow();

  private final RowListEngine rows = new RowListEngine(List.of());
  private final Selections selections =
      new Selections(
          new Sessions(
              rows, SessionLimits.DEFAULT, () -> java.time.Instant.ofEpochMilli(T + 600 * MINUTE)));
  private long frame;

  @BeforeEach
  void fill() {
    identity("start", -30, "somchai", "10.0.0.5", MAC); // 0
    identity("interim", 0, "somchai", "10.0.0.5", MAC); // 1
    identity("dhcp", 5, null, "10.0.0.5", MAC); // 2
    identity("stop", 30, "somchai", "10.0.0.5", MAC); // 3
    identity("dhcp", 40, null, "10.0.0.5", MAC); // 4: someone else's time
    identity("start", 0, "somying", "10.0.0.6", null); // 5
    flow(0, "10.0.0.5", "198.51.100.9", 443); // 6
    flow(40, "10.0.0.5", "198.51.100.9", 443); // 7: not somchai's any more
    flow(0, "10.0.0.6", "198.51.100.9", 53); // 8
    message(0, "tcp 10.0.0.5:4000->198.51.100.9:443", "192.0.2.1"); // 9
    message(0, "tcp 10.0.0.55:4000->198.51.100.99:443", "192.0.2.1"); // 10
    message(40, "tcp 10.0.0.5:4000->198.51.100.9:443", "192.0.2.1"); // 11
    message(1, "login failed for somchai", "192.0.2.1"); // 12
    message(1, "assoc 0200.0000.0001", "192.0.2.2"); // 13
  }

  private void identity(
      String event, long minute, @Nullable String user, String address, @Nullable MacAddress mac) {
    add(
        Dataset.IDENTITY,
        minute,
        Identity.EVENT,
        event,
        Identity.EVENT_AT,
        T + minute * MINUTE,
        Identity.USER_NAME,
        user,
        Identity.ADDRESS,
        IpAddress.of(address),
        Identity.MAC,
        mac,
        Identity.NAS,
        event.equals("dhcp") ? null : "gw1",
        Identity.SESSION_ID,
        user == null ? null : "s-" + user);
  }

  private void flow(long minute, String source, String destination, long port) {
    add(
        Dataset.TRAFFIC,
        minute,
        Traffic.STARTED_AT,
        T + minute * MINUTE,
        Traffic.SOURCE_ADDRESS,
        IpAddress.of(source),
        Traffic.DESTINATION_ADDRESS,
        IpAddress.of(destination),
        Traffic.DESTINATION_PORT,
        port);
  }

  private void message(long minute, String text, String sender) {
    add(
        Dataset.MESSAGES, minute,
        Messages.MESSAGE, text,
        Messages.SENDER, IpAddress.of(sender));
  }

  private void add(Dataset dataset, long minute, @Nullable Object... pairs) {
    @Nullable Object[] values = new @Nullable Object[dataset.columns().size()];
    values[0] = T + minute * MINUTE;
    values[values.length - 1] = frame++;
    for (int i = 0; i < pairs.length; i += 2) {
      values[((Column) java.util.Objects.requireNonNull(pairs[i])).ordinal()] = pairs[i + 1];
    }
    rows.add(new Row(dataset, values, -1));
  }

  private static Selection selection(
      @Nullable String user,
      @Nullable String address,
      @Nullable MacAddress mac,
      @Nullable String to,
      @Nullable Integer port) {
    return new Selection(
        user,
        address == null ? null : Cidr.of(address),
        mac,
        to == null ? null : Cidr.of(to),
        port,
        T - 10 * MINUTE,
        T + 60 * MINUTE);
  }

  private List<Long> frames(Selection selection, Dataset dataset) {
    Chosen chosen = selections.choose(selection);
    return rows.list(RowQuery.of(dataset, chosen.condition(dataset), 100)).stream()
        .map(Row::frame)
        .sorted()
        .toList();
  }

  @Test
  void joinsAUsersTrafficIdentityAndMessagesByTheStaysOfTheUsersSessions() {
    Selection user = selection("somchai", null, null, null, null);
    assertEquals(List.of(6L), frames(user, Dataset.TRAFFIC));
    // the start lies before the span, and the rest stands on it
    assertEquals(List.of(0L, 1L, 2L, 3L), frames(user, Dataset.IDENTITY));
    assertEquals(List.of(9L, 12L, 13L), frames(user, Dataset.MESSAGES));
    assertEquals(List.of(), frames(user, Dataset.OPERATIONS));
  }

  @Test
  void takesAnAddressAsAWholeInTexts() {
    Selection address = selection(null, "10.0.0.5", null, null, null);
    assertEquals(List.of(6L, 7L), frames(address, Dataset.TRAFFIC));
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), frames(address, Dataset.IDENTITY));
    assertEquals(List.of(9L, 11L), frames(address, Dataset.MESSAGES));
  }

  @Test
  void looksForSendersOnlyOfARange() {
    Selection range = selection(null, "192.0.2.0/31", null, null, null);
    assertEquals(List.of(9L, 10L, 11L, 12L), frames(range, Dataset.MESSAGES));
    assertEquals(List.of(), frames(range, Dataset.IDENTITY));
  }

  @Test
  void knowsADeviceInEveryNotation() {
    Selection device = selection(null, null, MAC, null, null);
    assertEquals(List.of(13L), frames(device, Dataset.MESSAGES));
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), frames(device, Dataset.IDENTITY));
  }

  @Test
  void givesNobodysIdentityForADestinationAlone() {
    Selection to = selection(null, null, null, "198.51.100.9", 443);
    assertEquals(List.of(6L, 7L), frames(to, Dataset.TRAFFIC));
    assertEquals(List.of(), frames(to, Dataset.IDENTITY));
    assertEquals(List.of(9L, 11L), frames(to, Dataset.MESSAGES));
    Selection port = selection(null, null, null, null, 443);
    assertEquals(List.of(), frames(port, Dataset.MESSAGES));
  }

  @Test
  void joinsAllSelectors() {
    Selection both = selection("somchai", "10.0.0.6", null, null, null);
    for (Dataset dataset : Dataset.values()) assertEquals(List.of(), frames(both, dataset));
  }

  @Test
  void isEverythingOfTheSpanWithoutSelectors() {
    Selection all = Selection.of(T - MINUTE, T + MINUTE);
    assertEquals(List.of(6L, 8L), frames(all, Dataset.TRAFFIC));
    assertEquals(List.of(1L, 5L), frames(all, Dataset.IDENTITY));
    assertEquals(List.of(9L, 10L, 12L, 13L), frames(all, Dataset.MESSAGES));
  }

  @Test
  void givesTheSameRowsOfAPartOfTheSpan() {
    Chosen chosen = selections.choose(selection("somchai", null, null, null, null));
    for (Dataset dataset : List.of(Dataset.TRAFFIC, Dataset.IDENTITY, Dataset.MESSAGES)) {
      for (Row row : rows.list(RowQuery.of(dataset, chosen.condition(dataset), 100))) {
        long at = row.receivedAtMillis();
        assertEquals(
            true,
            RowListEngine.holds(chosen.condition(dataset, at - 1, at + 1), row),
            row::toString);
      }
    }
  }

  @Test
  void comesBackFromItsJson() throws Exception {
    Selection full = selection("สมชาย", "10.0.0.0/8", MAC, "2001:db8::/32", 0);
    assertEquals(full, Selection.parse(new ObjectMapper().readTree(full.json().toString())));
    Selection bare = Selection.of(T, T);
    assertEquals(2, bare.json().size());
    assertEquals(bare, Selection.parse(bare.json()));
    assertEquals(Optional.empty(), full.within(T + 61 * MINUTE, T + 62 * MINUTE));
    for (String bad :
        List.of(
            "{}",
            "{\"from\":\"2026-01-01T00:00:00Z\"}",
            "{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}",
            "{\"from\":1,\"to\":2}",
            "{\"user\":\"\",\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}",
            "{\"address\":\"x\",\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}")) {
      assertThrows(
          SelectionException.class, () -> Selection.parse(new ObjectMapper().readTree(bad)), bad);
    }
  }
}
