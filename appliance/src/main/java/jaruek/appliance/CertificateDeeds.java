package jaruek.appliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.appliance.admin.OperationLog;
import jaruek.radius.certificate.AuthorityException;
import jaruek.radius.certificate.Deeds;
import jaruek.radius.certificate.Issued;
import jaruek.retention.journal.JournalException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate commands in the record, as other commands: begun before anything is changed, then how
 * it ended. A command writes both beside the authority ({@link Deeds}); the appliance takes them at
 * its start and every {@link #EVERY}. Inert until {@link #start}.
 */
final class CertificateDeeds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateDeeds.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ID_BYTES = 8;

  private final Deeds deeds;
  private final OperationLog operations;
  private @Nullable ScheduledExecutorService timer;

  /** Takes those of this authority's folder into the record. */
  CertificateDeeds(Path folder, OperationLog operations) {
    this.deeds = new Deeds(folder);
    this.operations = operations;
  }

  /**
   * Does what changes the authority in this folder, between two notes of it.
   *
   * @param action the command's name
   * @param arguments without those that are secret
   * @throws AuthorityException if it could not be noted, and was not done then
   */
  static List<Issued> noted(
      Path folder, String action, ObjectNode arguments, Supplier<List<Issued>> change) {
    Deeds deeds = new Deeds(folder);
    byte[] random = new byte[ID_BYTES];
    new SecureRandom().nextBytes(random);
    String id = HexFormat.of().formatHex(random);
    String name = String.format(Locale.ROOT, "%013d-%s-", System.currentTimeMillis(), id);
    ObjectNode note = AdminCodec.object().put("actor", "user:" + System.getProperty("user.name"));
    ObjectNode detail =
        note.put("action", action)
            .putObject("detail")
            .put("id", id)
            .put("doneAt", Instant.now().toString());
    detail.setAll(arguments);
    deeds.keep(name + "1", note.put("result", "begun").toString());
    try {
      List<Issued> made = change.get();
      detail.put("serials", String.join(",", made.stream().map(Issued::serial).toList()));
      deeds.keep(name + "2", note.put("result", "done").toString());
      return made;
    } catch (AuthorityException e) {
      deeds.keep(name + "2", note.put("result", "failed: " + e.getMessage()).toString());
      throw e;
    }
  }

  /** Takes what was done before, and from now on what is done meanwhile. */
  synchronized void start() {
    take();
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificate-deeds").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            this::take, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void take() {
    try {
      deeds.hand(this::record);
    } catch (AuthorityException | JournalException e) {
      LOG.warn("certificate commands are not recorded yet: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("certificate commands are not recorded yet", e);
    }
  }

  private void record(String name, String text) {
    JsonNode note = read(text);
    if (!(note.path("detail") instanceof ObjectNode detail)) {
      ObjectNode bytes =
          AdminCodec.object()
              .put("file", name)
              .put("bytes", text.getBytes(StandardCharsets.UTF_8).length);
      operations.record("system", "certificate unreadable", null, bytes, "failed", null);
      return;
    }
    operations.record(
        note.path("actor").asText(),
        note.path("action").asText(),
        null,
        detail,
        note.path("result").asText(),
        null);
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  @Override
  public synchronized void close() {
    if (timer != null) timer.shutdownNow();
    timer = null;
  }
}
