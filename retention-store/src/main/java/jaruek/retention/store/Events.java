package jaruek.retention.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Transport;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operations that the store writes about itself, which coverage is read from. */
final class Events {
  private static final List<String> CLOCK_FIELDS = List.of("offsetMillis", "stratum", "reference");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  static Frame start(long nowMillis, String version) {
    return operation(nowMillis, "start", "{\"version\":\"" + version + "\"}");
  }

  static Frame stop(long nowMillis) {
    return operation(nowMillis, "stop", null);
  }

  /** One each minute: the appliance was recording, and how far its clock was off. */
  static Frame clock(long nowMillis, String detail) {
    return operation(nowMillis, "clock", detail);
  }

  /** What a clock entry of the log says of a sample; empty where nothing was measured. */
  static SortedMap<String, String> clockFields(String sample) {
    SortedMap<String, String> fields = new TreeMap<>();
    try {
      JsonNode json = JSON.readTree(sample);
      for (String name : CLOCK_FIELDS) {
        if (json.path(name).isValueNode()) fields.put(name, json.path(name).asText());
      }
    } catch (JsonProcessingException e) {
      return new TreeMap<>(); // a sample that nobody can read is none
    }
    return fields;
  }

  private static Frame operation(long nowMillis, String action, @Nullable String detail) {
    OperationEvent event = new OperationEvent("system", action, null, detail, "done", null);
    return new Frame(
        FrameKind.OPERATION,
        nowMillis,
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(event));
  }
}
