package jaruek.retention.witness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts a small body and takes a small answer, within a time whatever the other side does. */
final class HttpPost implements AutoCloseable {
  /** The longest answer that is read. */
  static final int ANSWER_BYTES_MAX = 65_536;

  private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
  private static final Duration WHOLE_TIME = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIME)
          .build();

  /** An answer, of whatever status. */
  record Answer(int status, String contentType, byte[] body) {}

  Answer post(URI url, String contentType, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(WHOLE_TIME)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    var limited =
        HttpResponse.BodyHandlers.limiting(
            HttpResponse.BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX);
    CompletableFuture<HttpResponse<byte[]>> future = client.sendAsync(request, limited);
    try {
      HttpResponse<byte[]> response = future.get(WHOLE_TIME.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response.body());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String said =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw new WitnessException(
          cause instanceof IOException ? "unreachable" : "invalid", url + ": " + said, e);
    } catch (TimeoutException e) {
      throw new WitnessException(
          "unreachable", url + ": no answer within " + WHOLE_TIME.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WitnessException("unreachable", url + ": stopped while waiting", e);
    } finally {
      future.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
