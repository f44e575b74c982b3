package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.export.CaseFacts;
import jaruek.retention.export.ExportOrder;
import jaruek.retention.export.ExportWriter;
import jaruek.retention.export.RowChoice;
import jaruek.retention.identity.Who;
import jaruek.retention.identity.WhoAnswer;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Operations;
import jaruek.retention.selection.Chosen;
import jaruek.retention.selection.SelectionException;
import jaruek.retention.selection.Selections;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * export: an evidence file, sent to the client as it is made. Where a second person is needed, the
 * first request only registers it; once another auditor has confirmed it, the same request builds
 * it and hands it out. case check is that other auditor's.
 */
public final class ExportCommand {
  /** Exports under way at once: each reads the segments three times. */
  static final int EXPORTS_MAX = 1;

  private final Store store;
  private final ExportWriter writer;
  private final Selections selections;
  private final Who who;
  private final ExportRequests requests;
  private final boolean secondPerson;
  private final OperationLog operations;
  private final String version;
  private final InstantSource clock;
  private final Semaphore underWay = new Semaphore(EXPORTS_MAX);

  /** What the store gives. */
  public interface Store {
    /** Seals what is hot and gives all segments, by id. */
    List<SealedSegment> sealed() throws InterruptedException;

    /** What was recorded in this span, as {@code coverage.json} has it. */
    ObjectNode coverage(long fromMillis, long toMillis);
  }

  /**
   * Over this store.
   *
   * @param secondPerson whether another auditor must confirm an export
   * @param version of the program
   */
  public ExportCommand(
      Store store,
      ExportWriter writer,
      Selections selections,
      Who who,
      ExportRequests requests,
      boolean secondPerson,
      OperationLog operations,
      String version,
      InstantSource clock) {
    this.store = store;
    this.writer = writer;
    this.selections = selections;
    this.who = who;
    this.requests = requests;
    this.secondPerson = secondPerson;
    this.operations = operations;
    this.version = version;
    this.clock = clock;
  }

  /** export and case check. */
  public List<AdminCommand> commands() {
    return List.of(
        ExportQuestion.added(AdminCommand.named("export", Role.AUDITOR))
            .under(Grounds.CASE)
            .changing()
            .doing(this::export),
        AdminCommand.named("case check", Role.AUDITOR)
            .under(Grounds.CASE)
            .taking("export", "look", "refuse")
            .changing()
            .doing(this::check));
  }

  private AdminReply.End export(AdminCall call) throws AdminRefusal {
    CaseFile file = call.caseFile().orElseThrow();
    ExportQuestion question = ExportQuestion.read(call.arguments(), file);
    String user = call.peer().user();
    Optional<ExportRequest> known = requests.open(file.id(), user, question.json());
    if (!secondPerson) {
      ExportRequest request =
          known.isPresent()
              ? known.get()
              : requests.ask(file.id(), user, question.json(), ExportRequest.State.CHECKED);
      return release(call, file, request, question);
    }
    if (known.isEmpty()) return register(file, user, question);
    return switch (known.get().state()) {
      case WAITING -> throw waiting(known.get());
      case REFUSED -> throw turnedDown(known.get());
      case CHECKED, RELEASED -> release(call, file, known.get(), question);
    };
  }

  private AdminReply.End register(CaseFile file, String user, ExportQuestion question)
      throws AdminRefusal {
    choice(file, question); // a mistake in the question is told to who made it
    throw waiting(requests.ask(file.id(), user, question.json(), ExportRequest.State.WAITING));
  }

  private static AdminRefusal waiting(ExportRequest request) {
    return new AdminRefusal(
        AdminStatus.REFUSED,
        AdminCodes.SECOND_PERSON,
        "id",
        request.id(),
        "case",
        request.caseId(),
        "number",
        Integer.toString(request.number()));
  }

  private static AdminRefusal turnedDown(ExportRequest request) {
    return new AdminRefusal(
        AdminStatus.REFUSED,
        AdminCodes.EXPORT_TURNED_DOWN,
        "id",
        request.id(),
        "by",
        String.valueOf(request.checkedBy()),
        "reason",
        String.valueOf(request.reason()));
  }

  // ---- the second person

  private AdminReply.End check(AdminCall call) throws AdminRefusal {
    CaseFile file = call.caseFile().orElseThrow();
    ExportRequest request = undecided(call, file);
    boolean look = call.arguments().flag("look");
    Optional<String> refusal = call.arguments().text("refuse");
    if (!look && request.askedBy().equals(call.peer().user())) {
      throw new AdminRefusal(
          AdminStatus.REFUSED,
          AdminCodes.SAME_PERSON,
          "id",
          request.id(),
          "user",
          call.peer().user());
    }
    show(call, file, request);
    if (look) return AdminCall.done();
    ExportRequest.State decision =
        refusal.isPresent() ? ExportRequest.State.REFUSED : ExportRequest.State.CHECKED;
    Optional<ExportRequest> decided =
        requests.decide(request.id(), decision, call.peer().user(), refusal.orElse(null));
    if (decided.isEmpty()) throw noneWaits(file);
    return refusal.isPresent()
        ? AdminCall.done(AdminCodes.EXPORT_REFUSED, "id", request.id())
        : AdminCall.done(
            AdminCodes.EXPORT_CHECKED, "id", request.id(), "askedBy", request.askedBy());
  }

  private ExportRequest undecided(AdminCall call, CaseFile file) throws AdminRefusal {
    long number = call.arguments().number("export", 1, Integer.MAX_VALUE).orElse(0);
    if (number > 0) {
      return requests.of(file.id()).stream()
          .filter(r -> r.number() == number && r.state() != ExportRequest.State.RELEASED)
          .filter(r -> !r.isOver(clock.instant()))
          .findFirst()
          .orElseThrow(() -> noneWaits(file));
    }
    List<ExportRequest> waiting = requests.undecided(file.id());
    if (waiting.isEmpty()) throw noneWaits(file);
    if (waiting.size() == 1) return waiting.getFirst();
    String numbers =
        String.join(", ", waiting.stream().map(r -> Integer.toString(r.number())).toList());
    throw new AdminRefusal(
        AdminStatus.USAGE, AdminCodes.EXPORT_WHICH, "case", file.id(), "numbers", numbers);
  }

  private static AdminRefusal noneWaits(CaseFile file) {
    return new AdminRefusal(AdminStatus.NEGATIVE, AdminCodes.EXPORT_NONE_WAITS, "case", file.id());
  }

  private void show(AdminCall call, CaseFile file, ExportRequest request) throws AdminRefusal {
    ExportQuestion question = ExportQuestion.parse(request.question());
    ObjectNode json = AdminCodec.object();
    json.put("export", request.id());
    json.put("askedBy", request.askedBy()).put("askedAt", InstantText.of(request.askedAt()));
    json.put("letter", file.letter()).put("officer", file.officer()).put("basis", file.basis());
    json.set("question", request.question());
    ObjectNode rows = json.putObject("rows");
    try {
      Made made = choice(file, question);
      writer
          .count(question.datasets(), made.choice, sealed())
          .forEach((dataset, count) -> rows.put(dataset.word(), count));
    } catch (SelectionException e) {
      throw tooWide();
    }
    call.row(json);
  }

  // ---- building

  /** Which rows, and what who answered if it was asked. */
  private record Made(RowChoice choice, @Nullable ObjectNode answer) {}

  private Made choice(CaseFile file, ExportQuestion question) throws AdminRefusal {
    Condition ofCase = new Condition.Equal(Operations.CASE, file.id());
    return switch (question) {
      case ExportQuestion.Rows rows -> {
        Chosen chosen = selections.choose(rows.selection());
        RowChoice choice = RowChoice.of(chosen);
        yield new Made(
            (dataset, segment) ->
                dataset == Dataset.OPERATIONS ? ofCase : choice.condition(dataset, segment),
            null);
      }
      case ExportQuestion.Person person -> {
        WhoAnswer answer = who.answer(person.who());
        Map<Dataset, Condition> joined = joined(answer);
        Condition operations =
            Condition.any(ofCase, joined.getOrDefault(Dataset.OPERATIONS, Condition.any()));
        yield new Made(
            (dataset, segment) ->
                dataset == Dataset.OPERATIONS
                    ? operations
                    : joined.getOrDefault(dataset, Condition.any()),
            WhoCommand.json(answer));
      }
    };
  }

  /** The records that the joins of the answer rest on, and the last one of each session. */
  private static Map<Dataset, Condition> joined(WhoAnswer answer) {
    Map<Dataset, List<Row>> rows = new HashMap<>();
    for (WhoAnswer.Candidate candidate : answer.candidates()) {
      for (WhoAnswer.Join join : candidate.joins()) {
        Row row = join.record();
        if (row != null) rows.computeIfAbsent(row.dataset(), d -> new ArrayList<>()).add(row);
      }
      if (candidate.session() != null) {
        rows.computeIfAbsent(Dataset.IDENTITY, d -> new ArrayList<>())
            .add(candidate.session().last());
      }
    }
    Map<Dataset, Condition> conditions = new HashMap<>();
    rows.forEach((dataset, some) -> conditions.put(dataset, RowChoice.exactly(some)));
    return conditions;
  }

  private AdminReply.End release(
      AdminCall call, CaseFile file, ExportRequest request, ExportQuestion question)
      throws AdminRefusal {
    if (!underWay.tryAcquire()) {
      throw new AdminRefusal(
          AdminStatus.UNREACHABLE, AdminCodes.EXPORT_BUSY, "max", Integer.toString(EXPORTS_MAX));
    }
    try {
      return build(call, file, request, question);
    } catch (SelectionException e) {
      throw tooWide();
    } finally {
      underWay.release();
    }
  }

  private AdminReply.End build(
      AdminCall call, CaseFile file, ExportRequest request, ExportQuestion question)
      throws AdminRefusal {
    List<SealedSegment> segments = sealed();
    Made made = choice(file, question);
    ExportOrder order =
        new ExportOrder(
            request.id(),
            facts(file),
            question.datasets(),
            question.selectors(),
            made.choice,
            request.askedBy(),
            request.checkedBy(),
            clock.millis(),
            version,
            store.coverage(question.fromMillis(), question.toMillis()),
            made.answer);
    SentFile sent = new SentFile(call.file());
    ExportWriter.Written written;
    try (OutputStream out = sent) {
      written =
          writer.write(
              order,
              segments,
              out,
              (done, total) -> call.progress(AdminCodes.PROGRESS_EXPORT, done, total));
    } catch (IOException e) {
      throw new AdminServerException("the export could not be written: " + e.getMessage(), e);
    }
    String sha256 = sent.sha256();
    requests.released(request, sha256);
    ObjectNode summary = summary(request, written, sent.bytes(), sha256);
    operations.record(call.peer().actor(), "export released", file.id(), summary, "done", sha256);
    call.row(summary);
    return AdminCall.done(
        AdminCodes.EXPORT_DONE,
        "id",
        request.id(),
        "bytes",
        Long.toString(sent.bytes()),
        "sha256",
        sha256);
  }

  private static ObjectNode summary(
      ExportRequest request, ExportWriter.Written written, long bytes, String sha256) {
    ObjectNode json = AdminCodec.object();
    json.put("export", request.id());
    json.put("askedBy", request.askedBy()).put("checkedBy", request.checkedBy());
    ObjectNode rows = json.putObject("rows");
    written.rows().forEach((dataset, count) -> rows.put(dataset.word(), count));
    return json.put("segments", written.segments())
        .put("bytes", bytes)
        .put("sha256", sha256)
        .put("sumsSha256", written.sumsSha256())
        .put("logEntry", written.logEntry());
  }

  private static CaseFacts facts(CaseFile file) {
    return new CaseFacts(
        file.id(),
        file.letter(),
        file.officer(),
        file.basis(),
        file.from().toEpochMilli(),
        file.to().toEpochMilli(),
        file.openedBy(),
        file.openedAt().toEpochMilli());
  }

  private List<SealedSegment> sealed() {
    try {
      return store.sealed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminServerException("sealing was interrupted", e);
    }
  }

  private static AdminRefusal tooWide() {
    return new AdminRefusal(
        AdminStatus.USAGE,
        AdminCodes.ARGUMENT_TOO_LARGE,
        "argument",
        "to",
        "max",
        Integer.toString(Chosen.STAYS_MAX));
  }
}
