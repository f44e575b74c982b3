package jaruek.retention.decode;

import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Operations;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The decoders of the frames that the appliance makes itself. They hold no state. */
public final class EventDecoders {
  private EventDecoders() {}

  /** One for each typed event. */
  public static List<FrameDecoder> all() {
    return List.of(
        new EventDecoder(FrameKind.IDENTITY, EventDecoders::identity),
        new EventDecoder(FrameKind.OPERATION, EventDecoders::operation));
  }

  private interface Mapping {
    void apply(byte[] payload, RowSink rows) throws IOException;
  }

  private record EventDecoder(FrameKind kind, Mapping mapping) implements FrameDecoder {
    @Override
    public void decode(Frame frame, long position, RowSink rows) {
      try {
        mapping.apply(frame.bytes(), rows);
      } catch (IOException e) {
        rows.reject(
            new Rejected(kind.name().toLowerCase(Locale.ROOT), "malformed", "frame " + position));
      }
    }

    @Override
    public byte[] state() {
      return new byte[0];
    }

    @Override
    public void restore(byte[] state) {
      if (state.length > 0) throw new IllegalArgumentException(kind + " events have no state");
    }
  }

  private static void identity(byte[] payload, RowSink rows) throws IOException {
    IdentityEvent event = EventCodec.identity(payload);
    RowWriter row = rows.row(Dataset.IDENTITY);
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

  private static void operation(byte[] payload, RowSink rows) throws IOException {
    OperationEvent event = EventCodec.operation(payload);
    RowWriter row = rows.row(Dataset.OPERATIONS);
    text(row, Operations.ACTOR, event.actor());
    text(row, Operations.ACTION, event.action());
    text(row, Operations.CASE, event.caseId());
    text(row, Operations.DETAIL, event.detail());
    text(row, Operations.RESULT, event.result());
    text(row, Operations.DIGEST, event.digest());
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
}
