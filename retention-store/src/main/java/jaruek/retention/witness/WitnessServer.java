package jaruek.retention.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jaruek.retention.log.LogException;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers POST /add-checkpoint (c2sp.org/tlog-witness); anything else is 404 or 405. */
final class WitnessServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);
  private static final int BACKLOG = 16;
  private static final int AT_ONCE_MAX = 8;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String SIZE = "text/x.tlog.size";

  private final InetSocketAddress listen;
  private final Cosigner cosigner;
  private final Telemetry telemetry;
  private final Semaphore places = new Semaphore(AT_ONCE_MAX);
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  /** What is sent back. */
  private record Reply(int status, String contentType, String body) {}

  WitnessServer(InetSocketAddress listen, Cosigner cosigner, Telemetry telemetry) {
    this.listen = listen;
    this.cosigner = cosigner;
    this.telemetry = telemetry;
  }

  void start() {
    limitClients();
    try {
      HttpServer listening = HttpServer.create(listen, BACKLOG);
      threads = Executors.newVirtualThreadPerTaskExecutor();
      listening.setExecutor(threads);
      listening.createContext("/", this::answer);
      listening.start();
      server = listening;
    } catch (IOException e) {
      throw new WitnessException(
          "unreachable",
          "cannot listen on "
              + listen
              + " for witness peers: "
              + e.getMessage()
              + "; check witness.listen",
          e);
    }
  }

  /** The JDK's server has its limits as system properties only; an operator's own ones count. */
  private static void limitClients() {
    String[][] limits = {
      {"sun.net.httpserver.maxReqTime", "10"},
      {"sun.net.httpserver.maxRspTime", "30"},
      {"sun.net.httpserver.maxReqHeaders", "50"},
      {"jdk.httpserver.maxConnections", "64"},
    };
    for (String[] limit : limits) {
      if (System.getProperty(limit[0]) == null) System.setProperty(limit[0], limit[1]);
    }
  }

  InetSocketAddress address() {
    if (server == null) throw new IllegalStateException("the witness port is not open");
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      if (!places.tryAcquire()) {
        reply = new Reply(503, TEXT, "too many requests at once\n");
      } else {
        try {
          reply = reply(exchange);
        } finally {
          places.release();
        }
      }
      telemetry.counter("witness.requests", "status", Integer.toString(reply.status)).increment();
      byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.contentType);
      exchange.sendResponseHeaders(reply.status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/add-checkpoint")) {
      return new Reply(404, TEXT, "no such place\n");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return new Reply(405, TEXT, "only POST\n");
    }
    byte[] body = exchange.getRequestBody().readNBytes(AddCheckpoint.BYTES_MAX + 1);
    if (body.length > AddCheckpoint.BYTES_MAX) return new Reply(413, TEXT, "too large\n");
    try {
      return reply(cosigner.add(AddCheckpoint.parse(body)));
    } catch (LogException e) {
      return new Reply(400, TEXT, "not a request to cosign\n");
    } catch (WitnessException e) {
      LOG.error("a checkpoint could not be cosigned: {}", e.getMessage(), e);
      return new Reply(500, TEXT, "not cosigned\n");
    }
  }

  private static Reply reply(Cosigner.Answer answer) {
    return switch (answer) {
      case Cosigner.Cosigned cosigned -> new Reply(200, TEXT, cosigned.signature().line());
      case Cosigner.Conflict conflict -> new Reply(409, SIZE, conflict.lastSize() + "\n");
      case Cosigner.UnknownOrigin _ -> new Reply(404, TEXT, "this log is not known here\n");
      case Cosigner.BadSignature _ -> new Reply(403, TEXT, "not signed by this log's key\n");
      case Cosigner.BadProof _ -> new Reply(422, TEXT, "the proof does not hold\n");
      case Cosigner.Malformed _ -> new Reply(400, TEXT, "not a request to cosign\n");
    };
  }

  @Override
  public void close() {
    if (server != null) server.stop(0);
    if (threads != null) threads.shutdownNow();
  }
}
