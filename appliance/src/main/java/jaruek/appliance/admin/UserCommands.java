package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.ImportFault;
import jaruek.radius.account.ImportResult;
import jaruek.radius.account.NewAccount;
import jaruek.radius.account.Permit;
import jaruek.radius.account.Person;
import jaruek.radius.account.Terms;
import jaruek.radius.account.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** user add, change, import, list, show, set-password, disable, enable, remove. */
public final class UserCommands {
  private static final String IMPORT_COLUMNS =
      "username,password,full_name,national_id,department,expires,group,phone,email,macs";
  private static final int PROGRESS_EVERY = 50;

  private static final Map<String, String> COLUMN_OF =
      Map.of(
          "the user name", "username",
          "the password", "password",
          "full_name", "full_name",
          "the national id", "national_id",
          "department", "department",
          "the group", "group",
          "the phone", "phone",
          "the e-mail", "email",
          "the mac", "macs");

  private static final String[] DETAILS =
      TermsArguments.namesAnd(
          "fullName", "department", "phone", "email", "extra", "group", "macs", "expires");

  private final Accounts accounts;

  /** Over these accounts. */
  public UserCommands(Accounts accounts) {
    this.accounts = accounts;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return List.of(
        changing("user add")
            .taking(DETAILS)
            .taking("chap")
            .takingSecret("password", "nationalId")
            .doing(this::add),
        changing("user change")
            .taking(DETAILS)
            .takingSecret("nationalId")
            .doing(this::changeDetails),
        AdminCommand.named("user import", Role.ADMIN)
            .changing()
            .taking("chap", "dryRun")
            .takingSecret("csv")
            .doing(this::importCsv),
        AdminCommand.named("user export", Role.ADMIN).changing().doing(this::export),
        AdminCommand.named("user own-password", Role.ADMIN, Role.AUDITOR, Role.VIEWER)
            .changing()
            .takingSecret("password", "newPassword")
            .doing(this::ownPassword),
        AdminCommand.named("user list", Role.ADMIN).doing(this::list),
        AdminCommand.named("user show", Role.ADMIN).taking("user").doing(this::show),
        changing("user set-password")
            .taking("chap")
            .takingSecret("password")
            .doing(this::setPassword),
        changing("user disable").doing(call -> change(call, accounts::disable)),
        changing("user enable").doing(call -> change(call, accounts::enable)),
        changing("user remove").doing(this::remove));
  }

  private static AdminCommand changing(String name) {
    return AdminCommand.named(name, Role.ADMIN).taking("user").changing();
  }

  private AdminReply.End add(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    String user = arguments.requiredText("user");
    NewAccount wanted =
        new NewAccount(
            user,
            password(arguments),
            person(arguments, Person.UNKNOWN),
            permit(arguments, Permit.PLAIN),
            arguments.flag("chap"));
    if (accounts.find(user).isPresent()) {
      throw new AdminRefusal(AdminStatus.USAGE, AdminCodes.USER_EXISTS, "user", user);
    }
    call.row(json(Ruled.of(() -> accounts.add(wanted))));
    return AdminCall.done(AdminCodes.USER_ADDED, "user", user);
  }

  private static String password(Arguments arguments) throws AdminRefusal {
    return arguments.content("password", Arguments.TEXT_LENGTH_MAX);
  }

  /** What is known of the person, with what is asked. */
  private static Person person(Arguments arguments, Person before) throws AdminRefusal {
    List<String> without = TermsArguments.without(arguments);
    Map<String, String> extra = new TreeMap<>(before.extra());
    extra.keySet().removeIf(without::contains);
    Optional<String> more = arguments.text("extra");
    if (more.isPresent()) {
      int equals = more.get().indexOf('=');
      if (equals < 1) throw AdminRefusal.invalid("extra", more.get(), "NAME=VALUE");
      extra.put(more.get().substring(0, equals).strip(), more.get().substring(equals + 1));
    }
    return new Person(
        text(arguments, "fullName", before.fullName(), without.contains("full-name")),
        text(arguments, "department", before.department(), without.contains("department")),
        text(arguments, "nationalId", before.nationalId(), without.contains("national-id")),
        text(arguments, "phone", before.phone(), without.contains("phone")),
        text(arguments, "email", before.email(), without.contains("email")),
        extra);
  }

  private static @Nullable String text(
      Arguments arguments, String name, @Nullable String before, boolean dropped)
      throws AdminRefusal {
    return arguments.text(name).orElse(dropped ? null : before);
  }

  /** What the account is allowed, with what is asked. */
  private static Permit permit(Arguments arguments, Permit before) throws AdminRefusal {
    List<String> without = TermsArguments.without(arguments);
    List<String> macs = without.contains("macs") ? List.of() : before.macs();
    Optional<String> given = arguments.text("macs");
    if (given.isPresent()) macs = List.of(given.get().strip().split("[,; ]+", 0));
    return new Permit(
        text(arguments, "group", before.group(), without.contains("group")),
        Ruled.of(() -> TermsArguments.read(arguments, before.own())),
        macs,
        arguments
            .instant("expires")
            .orElse(without.contains("expires") ? null : before.expiresAt()));
  }

  private AdminReply.End changeDetails(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    Account before = existing(call);
    Person person = person(arguments, before.person());
    Permit permit = permit(arguments, before.permit());
    return change(call, user -> accounts.change(user, p -> person, p -> permit));
  }

  private static String named(Map<String, String> names, String message, String otherwise) {
    return names.entrySet().stream()
        .filter(entry -> message.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  private AdminReply.End list(AdminCall call) {
    accounts.list().forEach(account -> call.row(json(account)));
    return AdminCall.done();
  }

  private AdminReply.End show(AdminCall call) throws AdminRefusal {
    Account account = existing(call);
    ObjectNode row = json(account);
    Terms counting = accounts.terms(account);
    if (!counting.equals(account.permit().own())) {
      TermsArguments.write(counting, row.putObject("counting"));
    }
    accounts.endOf(account).ifPresent(end -> row.put("ends", InstantText.of(end)));
    call.row(row);
    return AdminCall.done();
  }

  private Account existing(AdminCall call) throws AdminRefusal {
    String user = call.arguments().requiredText("user");
    return accounts
        .find(user)
        .orElseThrow(
            () -> new AdminRefusal(AdminStatus.NEGATIVE, AdminCodes.USER_UNKNOWN, "user", user));
  }

  private AdminReply.End setPassword(AdminCall call) throws AdminRefusal {
    String password = password(call.arguments());
    if (call.arguments().flag("chap") && !existing(call).chap()) {
      throw AdminRefusal.invalid("chap", "true", "set when the account is added");
    }
    return change(call, user -> accounts.setPassword(user, password));
  }

  private AdminReply.End change(AdminCall call, Function<String, Account> change)
      throws AdminRefusal {
    String user = existing(call).userName();
    call.row(json(Ruled.of(() -> change.apply(user))));
    return AdminCall.done(AdminCodes.USER_CHANGED, "user", user);
  }

  private AdminReply.End remove(AdminCall call) throws AdminRefusal {
    String user = existing(call).userName();
    call.row(json(Ruled.of(() -> accounts.remove(user))));
    return AdminCall.done(AdminCodes.USER_REMOVED, "user", user);
  }

  private AdminReply.End export(AdminCall call) {
    List<Account> all = accounts.list().stream().filter(account -> !account.isVoucher()).toList();
    SentFile sent = new SentFile(call.file());
    try (sent) {
      sent.write(AccountExport.csv(all, accounts.zone()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return AdminCall.done(
        AdminCodes.USER_EXPORTED,
        "accounts",
        Integer.toString(all.size()),
        "bytes",
        Long.toString(sent.bytes()),
        "sha256",
        sent.sha256());
  }

  /** Of the account named as the Unix user who asks; the present password must be shown. */
  private AdminReply.End ownPassword(AdminCall call) throws AdminRefusal {
    String user = call.peer().user();
    if (accounts.find(user).isEmpty()) {
      throw new AdminRefusal(AdminStatus.NEGATIVE, AdminCodes.USER_UNKNOWN, "user", user);
    }
    byte[] present = password(call.arguments()).getBytes(StandardCharsets.UTF_8);
    String wanted = call.arguments().content("newPassword", Arguments.TEXT_LENGTH_MAX);
    if (accounts.verify(user, present) instanceof Verdict.Refused) {
      throw new AdminRefusal(AdminStatus.REFUSED, AdminCodes.USER_PASSWORD_WRONG, "user", user);
    }
    Ruled.of(() -> accounts.setPassword(user, wanted));
    return AdminCall.done(AdminCodes.USER_CHANGED, "user", user);
  }

  private AdminReply.End importCsv(AdminCall call) throws AdminRefusal {
    String csv = call.arguments().content("csv", AdminCodec.LINE_BYTES_MAX);
    boolean dryRun = call.arguments().flag("dryRun");
    ImportResult result =
        accounts.importCsv(
            csv.getBytes(StandardCharsets.UTF_8),
            call.arguments().flag("chap"),
            dryRun,
            (hashed, total) -> {
              if (hashed % PROGRESS_EVERY == 0) {
                call.progress(AdminCodes.PROGRESS_IMPORT, hashed, total);
              }
            });
    if (result.faults().isEmpty() && dryRun) {
      return AdminCall.done(AdminCodes.IMPORT_CHECKED, "rows", Integer.toString(result.added()));
    }
    if (result.faults().isEmpty()) {
      return AdminCall.done(AdminCodes.IMPORT_DONE, "added", Integer.toString(result.added()));
    }
    return refused(call, csv, result.faults());
  }

  private static AdminReply.End refused(AdminCall call, String csv, List<ImportFault> faults) {
    ImportFault first = faults.getFirst();
    if (first.line() == 1 && first.reason().startsWith("the header")) {
      call.row(json(first));
      return AdminRefusal.end(
          AdminStatus.USAGE, AdminCodes.IMPORT_HEADER, "expected", IMPORT_COLUMNS);
    }
    faults.forEach(fault -> call.row(json(fault)));
    long bad = faults.stream().mapToInt(ImportFault::line).distinct().count();
    long rows = Math.max(bad, csv.lines().filter(line -> !line.isBlank()).count() - 1);
    return AdminRefusal.end(
        AdminStatus.USAGE,
        AdminCodes.IMPORT_ROWS,
        "bad",
        Long.toString(bad),
        "rows",
        Long.toString(rows));
  }

  private static ObjectNode json(ImportFault fault) {
    String reason = fault.reason();
    return AdminCodec.object()
        .put("line", fault.line())
        .put("column", named(COLUMN_OF, reason, ""))
        .put("code", code(reason))
        .put("value", reason);
  }

  private static String code(String reason) {
    if (reason.endsWith("is empty")) return AdminCodes.IMPORT_ROW_MISSING;
    if (reason.endsWith("is there already")) return AdminCodes.IMPORT_ROW_EXISTS;
    if (reason.endsWith("stands in the file twice")) return AdminCodes.IMPORT_ROW_TWICE;
    if (reason.contains("fields, the header") || reason.startsWith("a quoted field")) {
      return AdminCodes.IMPORT_ROW_SHAPE;
    }
    return AdminCodes.IMPORT_ROW_INVALID;
  }

  static ObjectNode json(Account account) {
    Person person = account.person();
    ObjectNode json = AdminCodec.object().put("userName", account.userName());
    put(json, "fullName", person.fullName());
    put(json, "department", person.department());
    put(json, "nationalId", person.nationalId());
    put(json, "phone", person.phone());
    put(json, "email", person.email());
    put(json, "group", account.permit().group());
    putTime(json, "expires", account.expiresAt());
    json.put("disabled", account.disabled()).put("chap", account.chap());
    if (!account.permit().macs().isEmpty()) {
      ArrayNode macs = json.putArray("macs");
      account.permit().macs().forEach(macs::add);
    }
    if (!person.extra().isEmpty()) {
      ObjectNode extra = json.putObject("extra");
      new TreeMap<>(person.extra()).forEach(extra::put);
    }
    TermsArguments.write(account.permit().own(), json);
    put(json, "batch", account.batch());
    putTime(json, "firstUsedAt", account.firstUsedAt());
    putTime(json, "createdAt", account.createdAt());
    putTime(json, "changedAt", account.changedAt());
    putTime(json, "closedAt", account.closedAt());
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) json.put(name, value);
  }

  private static void putTime(ObjectNode json, String name, @Nullable Instant value) {
    if (value != null) json.put(name, InstantText.of(value));
  }
}
