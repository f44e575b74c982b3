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
        "rows=%d identities=%d lag_frames=%d lag_seconds=%.1f seal_seconds=%.1f segments=%d"
            + " sealed_rows=%d sealed_bytes=%d%n",
        now.path("trafficRows").asLong(),
        now.path("identityRows").asLong(),
        first.path("lagFrames").asLong(),
        lagSeconds,
        sealSeconds,
        sealed.segments,
        sealed.rows,
        sealed.bytes);
  }

  private static JsonNode status(AdminAsk daemon) throws IOException {
    List<ObjectNode> rows = daemon.ask(new AdminRequest("status", AdminCodec.object()));
    return rows.getFirst();
  }

  private record Sealed(long segments, long rows, long bytes) {
    Sealed plus(Sealed other) {
      return new Sealed(segments + other.segments, rows + other.rows, bytes + other.bytes);
    }
  }

  private static Sealed sealed(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(file -> file.endsWith("manifest.json"))
          .map(StoreReport::manifest)
          .reduce(new Sealed(0, 0, 0), Sealed::plus);
    }
  }

  private static Sealed manifest(Path file) {
    try {
      JsonNode table = new ObjectMapper().readTree(file.toFile()).path("datasets").path("traffic");
      return new Sealed(1, table.path("rows").asLong(), table.path("bytes").asLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
