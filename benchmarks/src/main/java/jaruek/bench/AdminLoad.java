package jaruek.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Asks {@code who} over the admin socket, one question after the other, about random public
 * addresses and ports within a span, and says the median and the 99th percentile of the answer's
 * time in milliseconds, connection included, and how many questions found their person.
 *
 * <p>Arguments: socket, case, from (ISO 8601), to, questions.
 */
public final class AdminLoad {
  private AdminLoad() {}

  /** Runs the load. */
  public static void main(String[] args) throws IOException {
    long from = Instant.parse(args[2]).toEpochMilli();
    long to = Instant.parse(args[3]).toEpochMilli();
    int questions = Integer.parseInt(args[4]);
    SplittableRandom random = new SplittableRandom(20261123);
    long[] nanos = new long[questions];
    long identified = 0;
    AdminAsk daemon = new AdminAsk(args[0]);
    int warmUp = Math.max(20, questions / 10);
    for (int i = -warmUp; i < questions; i++) {
      ObjectNode arguments =
          AdminCodec.object()
              .put("address", "203.0.113." + random.nextInt(4))
              .put("port", 1_024 + random.nextInt(64_000))
              .put("protocol", "tcp")
              .put("at", Instant.ofEpochMilli(from + random.nextLong(to - from)).toString())
              .put("case", args[1]);
      long started = System.nanoTime();
      List<ObjectNode> rows = daemon.ask(new AdminRequest("who", arguments));
      if (i < 0) continue;
      nanos[i] = System.nanoTime() - started;
      if (rows.getFirst().path("verdict").asText().equals("identified")) identified++;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "median=%.1f p99=%.1f questions=%d identified=%d%n",
        nanos[questions / 2] / 1e6, nanos[questions * 99 / 100] / 1e6, questions, identified);
  }
}
