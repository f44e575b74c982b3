package jaruek.retention.decode;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.OperationEvent;
import java.io.IOException;

/** Typed events as the payload of a frame: a JSON object without its null fields. */
public final class EventCodec {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private EventCodec() {}

  /** The payload of an IDENTITY frame. */
  public static byte[] encode(IdentityEvent event) {
    return IdentityJson.write(event);
  }

  /** The payload of an OPERATION frame. */
  public static byte[] encode(OperationEvent event) {
    return write(event);
  }

  /** Reads what {@link #encode(IdentityEvent)} wrote. */
  public static IdentityEvent identity(byte[] payload) throws IOException {
    IdentityEvent plain = IdentityJson.read(payload);
    if (plain != null) return plain;
    IdentityEvent event = JSON.readValue(payload, IdentityEvent.class);
    if (event == null || event.event() == null) throw new IOException("no identity event");
    return event;
  }

  /** Reads what {@link #encode(OperationEvent)} wrote. */
  public static OperationEvent operation(byte[] payload) throws IOException {
    OperationEvent event = JSON.readValue(payload, OperationEvent.class);
    if (event == null || event.action() == null) throw new IOException("no operation event");
    return event;
  }

  private static byte[] write(Object event) {
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event cannot be written as JSON", e);
    }
  }
}
