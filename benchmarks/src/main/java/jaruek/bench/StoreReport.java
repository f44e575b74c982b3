package jaruek.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Waits until the daemon has decoded everything, has it seal, and says what is stored: as words
 * {@code name=value} for a shell.
 *
 * <p>Arguments: socket, data directory.
 */
public final class StoreReport {
  private static final long POLL_MILLIS = 50;

  private StoreReport() {}

  /** Runs once. */
  public static void main(String[] args) throws IOException, InterruptedException {
    AdminAsk daemon = new AdminAsk(args[0]);
    long started = System.nanoTime();
    JsonNode first = status(daemon);
    JsonNode now = first;
    while (now.path("lagFrames").asLong() > 0) {
      Thread.sleep(POLL_MILLIS);
      now = status(daemon);
    }
    double lagSeconds = (System.nanoTime() - started) / 1e9;
    daemon.ask(new AdminRequest("seal", AdminCodec.object()));
    double sealSeconds = (System.nanoTime() - started) / 1e9;
    Sealed sealed = sealed(Path.of(args[1]));
    System.out.printf(
        "rows=%d identities=%d messages_stored=%d lag_frames=%d lag_seconds=%.1f seal_seconds=%.1f"
            + " segments=%d sealed_rows=%d sealed_bytes=%d all_sealed_bytes=%d%n",
        now.path("trafficRows").asLong(),
        now.path("identityRows").asLong(),
        now.path("messageRows").asLong(),
        first.path("lagFrames").asLong(),
        lagSeconds,
        sealSeconds,
        sealed.segments,
        sealed.rows,
        sealed.bytes,
        sealed.all);
  }

  private static JsonNode status(AdminAsk daemon) throws IOException {
    List<ObjectNode> rows = daemon.ask(new AdminRequest("status", AdminCodec.object()));
    return rows.getFirst();
  }

  /** Rows and bytes of traffic, and the bytes of all datasets. */
  private record Sealed(long segments, long rows, long bytes, long all) {
    Sealed plus(Sealed other) {
      return new Sealed(
          segments + other.segments, rows + other.rows, bytes + other.bytes, all + other.all);
    }
  }

  private static Sealed sealed(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(file -> file.endsWith("manifest.json"))
          .map(StoreReport::manifest)
          .reduce(new Sealed(0, 0, 0, 0), Sealed::plus);
    }
  }

  private static Sealed manifest(Path file) {
    try {
      JsonNode tables = new ObjectMapper().readTree(file.toFile()).path("datasets");
      JsonNode traffic = tables.path("traffic");
      long all = 0;
      for (JsonNode table : tables) all += table.path("bytes").asLong();
      return new Sealed(1, traffic.path("rows").asLong(), traffic.path("bytes").asLong(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
