package jaruek.appliance.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jaruek.appliance.config.Endpoint;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Answers GET /metrics in Prometheus' text format; anything else is 404 or 405. */
public final class MetricsServer implements AutoCloseable {
  private static final int BACKLOG = 16;
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Endpoint listen;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TelemetryBridge bridge;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  /** Inert until {@link #start}. */
  public MetricsServer(Endpoint listen, Telemetry telemetry) {
    this.listen = listen;
    this.bridge = new TelemetryBridge(telemetry, registry);
  }

  /**
   * Listens.
   *
   * @throws MetricsException if the port cannot be had
   */
  public void start() {
    limitClients();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    try {
      HttpServer listening = HttpServer.create(listen.socketAddress(), BACKLOG);
      threads = Executors.newVirtualThreadPerTaskExecutor();
      listening.setExecutor(threads);
      listening.createContext("/", this::answer);
      listening.start();
      server = listening;
    } catch (IOException e) {
      throw new MetricsException(
          "cannot listen on "
              + listen
              + " for metrics: "
              + e.getMessage()
              + "; check metrics.listen",
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

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    if (server == null) throw new IllegalStateException("metrics are not started");
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals("/metrics")) {
        exchange.sendResponseHeaders(404, -1);
      } else if (method.equals("GET")) {
        byte[] body = text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  private synchronized String text() {
    bridge.refresh();
    return registry.scrape();
  }

  @Override
  public void close() {
    if (server != null) server.stop(0);
    if (threads != null) threads.shutdownNow();
    collections.close();
    registry.close();
  }
}
