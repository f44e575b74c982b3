package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import jaruek.admin.api.AdminStatus;
import jaruek.appliance.config.Configuration;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryControl;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.QueryLimitException;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LongQuestionTest {
  private static final List<String> ALL = List.of("*");

  @TempDir private Path folder;
  private final Endless endless = new Endless();
  private AdminServer server;
  private Path socket;

  /** Goes on until its progress throws, or as its first words say. */
  private static final class Endless implements QueryEngine {
    private final CompletableFuture<RuntimeException> ended = new CompletableFuture<>();
    private volatile boolean tooLong;
    private volatile boolean tooMuch;

    @Override
    public void query(RowQuery query, QueryControl control, Predicate<Row> visitor) {
      if (tooLong) throw new QueryLimitException(QueryLimitException.Kind.TIME, 300, null);
      if (tooMuch) throw new QueryLimitException(QueryLimitException.Kind.MEMORY, 320, null);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      try {
        for (long done = 0; System.nanoTime() < deadline; done++) {
          control.progress().segments(done, 2160);
          Thread.onSpinWait();
        }
      } catch (RuntimeException e) {
        ended.complete(e);
        throw e;
      }
      ended.complete(new IllegalStateException("nobody stopped the question"));
    }

    @Override
    public void query(RowQuery query, Predicate<Row> visitor) {
      query(query, QueryControl.NONE, visitor);
    }

    @Override
    public long count(RowQuery query) {
      return 0;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    InstantSource clock = () -> Instant.parse("2026-11-23T10:00:00Z");
    socket = folder.resolve("admin.sock");
    Cases cases = new Cases(folder, ZoneId.of("Asia/Bangkok"), clock);
    cases.start();
    AdminCommand ask =
        AdminCommand.named("ask", Role.VIEWER)
            .taking("limit")
            .doing(call -> RowAnswer.rows(call, endless, Dataset.TRAFFIC, Condition.all()));
    server =
        new AdminServer(
            socket,
            new AdminCommands(List.of(ask)),
            new RoleTable(new Configuration.Roles(ALL, ALL, ALL), (user, group) -> false),
            cases,
            new OperationLog(new RecordedOperations(), clock),
            AdminServer.Limits.STANDARD,
            clock,
            new Telemetry());
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsItsProgressAndEndsWhenTheClientHangsUp() throws Exception {
    try (SocketClient client = new SocketClient(socket)) {
      client.write(AdminCodec.write(new AdminRequest("ask", AdminCodec.object())) + "\n");
      AdminReply.Progress progress =
          assertInstanceOf(AdminReply.Progress.class, AdminCodec.reply(client.readLine()));
      assertEquals(AdminCodes.PROGRESS_SEARCH, progress.code());
      assertEquals(2160, progress.total());
    }
    assertInstanceOf(Exchange.ClientGone.class, endless.ended.get(25, TimeUnit.SECONDS));
  }

  @Test
  void limitsAreToldInWordsOfTheirOwn() throws IOException {
    endless.tooLong = true;
    AdminReply.End end = SocketClient.ask(socket, "ask").end();
    assertEquals(AdminStatus.UNREACHABLE, end.status());
    assertEquals(AdminCodes.QUERY_TIME, end.code());
    assertEquals("300", end.arguments().path("seconds").asText());
    endless.tooLong = false;
    endless.tooMuch = true;
    end = SocketClient.ask(socket, "ask").end();
    assertEquals(AdminCodes.QUERY_MEMORY, end.code());
    assertEquals("320", end.arguments().path("mebibytes").asText());
    assertTrue(end.status() != 0);
  }
}
