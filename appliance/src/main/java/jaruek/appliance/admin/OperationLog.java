package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Transport;
import jaruek.retention.store.Recorder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what was done into the journal, as OPERATION frames. Any thread may call. */
public final class OperationLog {
  private static final int NAME_LENGTH_MAX = 128;
  private static final int TEXT_LENGTH_MAX = 1_000;
  private static final int DETAIL_LENGTH_MAX = 16_000;

  private final Recorder recorder;
  private final InstantSource clock;

  /** Writes to this recorder, stamped by this clock. */
  public OperationLog(Recorder recorder, InstantSource clock) {
    this.recorder = recorder;
    this.clock = clock;
  }

  /**
   * Records one operation; on return it survives the end of the process.
   *
   * @param actor "user:NAME" or "system"
   * @param detail its arguments, without secrets; what is too long is cut, and says so
   * @param digest SHA-256 of what was answered, lower-case hex
   * @throws jaruek.retention.journal.JournalException if it could not be kept
   */
  public void record(
      String actor,
      String action,
      @Nullable String caseId,
      ObjectNode detail,
      String result,
      @Nullable String digest) {
    OperationEvent event =
        new OperationEvent(
            cut(actor, NAME_LENGTH_MAX),
            cut(action, NAME_LENGTH_MAX),
            caseId == null ? null : cut(caseId, NAME_LENGTH_MAX),
            text(detail),
            cut(result, TEXT_LENGTH_MAX),
            digest);
    Frame frame =
        new Frame(
            FrameKind.OPERATION,
            clock.millis(),
            IpAddress.UNSPECIFIED,
            0,
            Transport.LOCAL,
            EventCodec.encode(event));
    recorder.record(List.of(frame));
  }

  private static String text(ObjectNode detail) {
    ObjectNode bounded = AdminCodec.object();
    for (Map.Entry<String, JsonNode> field : detail.properties()) {
      JsonNode value = field.getValue();
      String name = cut(field.getKey(), NAME_LENGTH_MAX);
      if (value.isTextual()) bounded.put(name, cut(value.textValue(), TEXT_LENGTH_MAX));
      else if (value.isValueNode()) bounded.set(name, value);
      else bounded.put(name, cut(value.toString(), TEXT_LENGTH_MAX));
      if (bounded.toString().length() > DETAIL_LENGTH_MAX) {
        bounded.remove(name);
        bounded.put("cut", detail.size() - bounded.size());
        break;
      }
    }
    return cut(bounded.toString(), 2 * DETAIL_LENGTH_MAX);
  }

  private static String cut(String text, int lengthMax) {
    String cut = text.length() <= lengthMax ? text : text.substring(0, lengthMax) + "…";
    // half a surrogate pair, sent or left by the cut, could not be written as UTF-8
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
