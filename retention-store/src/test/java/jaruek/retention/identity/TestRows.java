package jaruek.retention.identity;

import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Operations;
import jaruek.retention.record.Traffic;
import org.jspecify.annotations.Nullable;

/** Builds rows; the frame is counted up. */
final class TestRows {
  /** 2026-11-23T03:42:01Z, in milliseconds. */
  static final long T = 1_795_405_321_000L;

  static final long SECOND = 1_000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;

  private static long frames;

  private final Dataset dataset;
  private final @Nullable Object[] values;

  private TestRows(Dataset dataset, long receivedAt) {
    this.dataset = dataset;
    this.values = new @Nullable Object[dataset.columns().size()];
    values[0] = receivedAt;
    values[values.length - 1] = frames++;
  }

  static TestRows identity(String event, long at) {
    return new TestRows(Dataset.IDENTITY, at).with(Identity.EVENT, event);
  }

  static TestRows accounting(String event, long at, String nas, String session) {
    return identity(event, at).with(Identity.NAS, nas).with(Identity.SESSION_ID, session);
  }

  static TestRows traffic(long from, long to) {
    return new TestRows(Dataset.TRAFFIC, to)
        .with(Traffic.STARTED_AT, from)
        .with(Traffic.ENDED_AT, to)
        .with(Traffic.PROTOCOL, 6L);
  }

  static Row sign(String action, long at, @Nullable String detail) {
    TestRows row = new TestRows(Dataset.OPERATIONS, at).with(Operations.ACTION, action);
    return (detail == null ? row : row.with(Operations.DETAIL, detail)).row();
  }

  TestRows with(Column column, Object value) {
    values[column.ordinal()] = value;
    return this;
  }

  TestRows without(Column column) {
    values[column.ordinal()] = null;
    return this;
  }

  TestRows user(String name) {
    return with(Identity.USER_NAME, name);
  }

  TestRows address(String address) {
    return with(Identity.ADDRESS, IpAddress.of(address));
  }

  TestRows mac(String mac) {
    return with(Identity.MAC, MacAddress.parse(mac).orElseThrow());
  }

  TestRows port(String port) {
    return with(Identity.NAS_PORT, port);
  }

  TestRows seconds(long seconds) {
    return with(Identity.SECONDS, seconds);
  }

  TestRows from(String address, long port) {
    return with(Traffic.SOURCE_ADDRESS, IpAddress.of(address)).with(Traffic.SOURCE_PORT, port);
  }

  TestRows to(String address, long port) {
    return with(Traffic.DESTINATION_ADDRESS, IpAddress.of(address))
        .with(Traffic.DESTINATION_PORT, port);
  }

  TestRows as(String address, long port) {
    return with(Traffic.NAT_SOURCE_ADDRESS, IpAddress.of(address))
        .with(Traffic.NAT_SOURCE_PORT, port);
  }

  Row row() {
    return new Row(dataset, values, -1);
  }
}
