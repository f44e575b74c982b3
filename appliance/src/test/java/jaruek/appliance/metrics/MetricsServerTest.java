package jaruek.appliance.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.config.Endpoint;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {
  private final Telemetry telemetry = new Telemetry();
  private final MetricsServer server =
      new MetricsServer(new Endpoint(IpAddress.of("127.0.0.1"), 0), telemetry);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String scrape() throws IOException, InterruptedException {
    HttpResponse<String> response = send("GET", "/metrics");
    assertEquals(200, response.statusCode());
    return response
        .body()
        .lines()
        .filter(line -> line.startsWith("jaruek_"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Test
  void publishesCountersAndGaugesInPrometheusStyle() throws Exception {
    telemetry.counter("collector.datagrams.received", "source", "gw \"1\"\n").add(5);
    telemetry.counter("radius.received-bytes", "port", "auth").add(7);
    telemetry.gauge("store.lag.frames", () -> 3);
    assertEquals(
        """
        jaruek_collector_datagrams_received_total{source="gw \\"1\\"\\n"} 5.0
        jaruek_radius_received_bytes_total{port="auth"} 7.0
        jaruek_store_lag_frames 3.0\
        """,
        scrape());
    telemetry.counter("collector.datagrams.received", "source", "gw \"1\"\n").add(1);
    telemetry.counter("collector.datagrams.received", "source", "gw2").add(1);
    assertTrue(scrape().contains("received_total{source=\"gw \\\"1\\\"\\n\"} 6.0"));
    assertTrue(scrape().contains("received_total{source=\"gw2\"} 1.0"));
  }

  @Test
  void publishesSealTimeAsASummaryInSeconds() throws Exception {
    telemetry.counter("store.seal.millis").add(2_500);
    telemetry.counter("store.seal.segments").add(2);
    String text = scrape();
    assertTrue(text.contains("jaruek_store_seal_seconds_count 2"), text);
    assertTrue(text.contains("jaruek_store_seal_seconds_sum 2.5"), text);
  }

  @Test
  void keepsSeriesOfOneNameApartWhoseLabelsDiffer() throws Exception {
    telemetry.counter("pipeline.rejected").add(1);
    assertEquals("jaruek_pipeline_rejected_total 1.0", scrape());
    telemetry.counter("pipeline.rejected", "reason", "short").add(2);
    assertTrue(scrape().contains("jaruek_pipeline_rejected_by_reason_total{reason=\"short\"} 2.0"));
  }

  @Test
  void publishesTheJvm() throws Exception {
    assertTrue(send("GET", "/metrics").body().contains("jvm_memory_used_bytes"));
  }

  @Test
  void answersNothingElse() throws Exception {
    assertEquals(404, send("GET", "/").statusCode());
    assertEquals(405, send("POST", "/metrics").statusCode());
    assertFalse(send("GET", "/metrics/../etc/passwd").body().contains("root"));
  }

  @Test
  void saysWhichPortItCannotHave() {
    Endpoint taken = new Endpoint(IpAddress.of("127.0.0.1"), server.address().getPort());
    MetricsServer second = new MetricsServer(taken, telemetry);
    MetricsException e = assertThrows(MetricsException.class, second::start);
    assertTrue(String.valueOf(e.getMessage()).contains("metrics.listen"));
  }
}
