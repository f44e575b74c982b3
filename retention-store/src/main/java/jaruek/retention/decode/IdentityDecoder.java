package jaruek.retention.decode;

import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of typed identity events. Its state is the requests seen lately: one recorded twice gives
 * one row.
 */
public final class IdentityDecoder implements FrameDecoder {
  private final RecentRequests recent = new RecentRequests();

  @Override
  public FrameKind kind() {
    return FrameKind.IDENTITY;
  }

  @Override
  public void decode(Frame frame, long position, RowSink rows) {
    IdentityEvent event;
    try {
      event = EventCodec.identity(frame.bytes());
    } catch (IOException e) {
      rows.reject(new Rejected("identity", "malformed", "frame " + position));
      return;
    }
    if (event.request() != null
        && recent.again(frame.source() + " " + event.request(), frame.receivedAtMillis())) {
      rows.reject(new Rejected("identity", "sent-again", "frame " + position));
      return;
    }
    write(event, rows.row(Dataset.IDENTITY));
  }

  private static void write(IdentityEvent event, RowWriter row) {
    text(row, Identity.EVENT, event.event());
    number(row, Identity.EVENT_AT, event.eventAtMillis());
    text(row, Identity.USER_NAME, event.userName());
    address(row, Identity.ADDRESS, event.address());
    address(row, Identity.ADDRESS_V6, event.addressV6());
    if (event.mac() != null) {
      MacAddress.parse(event.mac()).ifPresent(mac -> row.set(Identity.MAC, mac));
    }
    text(row, Identity.CALLED_STATION, event.calledStation());
    text(row, Identity.NAS, event.nas());
    text(row, Identity.NAS_PORT, event.nasPort());
    text(row, Identity.SESSION_ID, event.sessionId());
    number(row, Identity.SECONDS, event.seconds());
    number(row, Identity.INPUT_BYTES, event.inputBytes());
    number(row, Identity.OUTPUT_BYTES, event.outputBytes());
    text(row, Identity.CAUSE, event.cause());
    text(row, Identity.REASON, event.reason());
    row.end();
  }

  private static void text(RowWriter row, Column column, @Nullable String value) {
    if (value != null) row.set(column, value);
  }

  private static void number(RowWriter row, Column column, @Nullable Long value) {
    if (value != null) row.set(column, value);
  }

  private static void address(RowWriter row, Column column, @Nullable String value) {
    if (value != null) IpAddress.parse(value).ifPresent(address -> row.set(column, address));
  }

  @Override
  public byte[] state() {
    return recent.state();
  }

  @Override
  public void restore(byte[] state) {
    recent.restore(state);
  }
}
