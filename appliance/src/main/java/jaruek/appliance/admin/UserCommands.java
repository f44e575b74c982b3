package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.radius.account.Account;
import jaruek.radius.account.AccountException;
import jaruek.radius.account.AccountRules;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.ImportFault;
import jaruek.radius.account.ImportResult;
import jaruek.radius.account.NewAccount;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** user add, import, list, show, set-password, disable, enable, remove. */
public final class UserCommands {
  private static final String IMPORT_COLUMNS =
      "username,password,full_name,national_id,department,expires";
  private static final int PROGRESS_EVERY = 50;

  /** What an account's rule complains about, by how its message begins. */
  private static final Map<String, String> ARGUMENT_OF =
      Map.of(
          "the password", "password",
          "the full name", "fullName",
          "the department", "department",
          "the national id", "nationalId");

  private static final Map<String, String> COLUMN_OF =
      Map.of(
          "the user name", "username",
          "the password", "password",
          "full_name", "full_name",
          "the national id", "national_id",
          "department", "department");

  private final Accounts accounts;

  /** Over these accounts. */
  public UserCommands(Accounts accounts) {
    this.accounts = accounts;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return List.of(
        changing("user add")
            .taking("fullName", "department", "expires", "chap")
            .takingSecret("password", "nationalId")
            .doing(this::add),
        AdminCommand.named("user import", Role.ADMIN)
            .changing()
            .taking("chap")
            .takingSecret("csv")
            .doing(this::importCsv),
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
    Instant expires = arguments.instant("expires").orElse(null);
    NewAccount wanted =
        new NewAccount(
            user,
            arguments.has("password") || !AccountRules.isDeviceName(user)
                ? password(arguments)
                : "",
            arguments.text("fullName").orElse(null),
            arguments.text("department").orElse(null),
            arguments.text("nationalId").orElse(null),
            expires,
            arguments.flag("chap"));
    if (accounts.find(user).isPresent()) {
      throw new AdminRefusal(AdminStatus.USAGE, AdminCodes.USER_EXISTS, "user", user);
    }
    call.row(json(ruled(() -> accounts.add(wanted))));
    return AdminCall.done(AdminCodes.USER_ADDED, "user", user);
  }

  private static String password(Arguments arguments) throws AdminRefusal {
    return arguments.content("password", Arguments.TEXT_LENGTH_MAX);
  }

  private interface Ruled<T> {
    T run();
  }

  /** What an account's rules refuse is the asker's fault; its message never holds a password. */
  private static <T> T ruled(Ruled<T> action) throws AdminRefusal {
    try {
      return action.run();
    } catch (AccountException e) {
      if (e.getCause() != null) throw e;
      String message = String.valueOf(e.getMessage());
      throw AdminRefusal.invalid(named(ARGUMENT_OF, message, "user"), "", message);
    }
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
    call.row(json(existing(call)));
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
    call.row(json(ruled(() -> change.apply(user))));
    return AdminCall.done(AdminCodes.USER_CHANGED, "user", user);
  }

  private AdminReply.End remove(AdminCall call) throws AdminRefusal {
    String user = existing(call).userName();
    call.row(json(ruled(() -> accounts.remove(user))));
    return AdminCall.done(AdminCodes.USER_REMOVED, "user", user);
  }

  private AdminReply.End importCsv(AdminCall call) throws AdminRefusal {
    String csv = call.arguments().content("csv", AdminCodec.LINE_BYTES_MAX);
    ImportResult result =
        accounts.importCsv(
            csv.getBytes(StandardCharsets.UTF_8),
            call.arguments().flag("chap"),
            (hashed, total) -> {
              if (hashed % PROGRESS_EVERY == 0) {
                call.progress(AdminCodes.PROGRESS_IMPORT, hashed, total);
              }
            });
    if (result.faults().isEmpty()) {
      return AdminCall.done(AdminCodes.IMPORT_DONE, "added", Integer.toString(result.added()));
    }
    return refused(call, csv, result.faults());
  }

  private static AdminReply.End refused(AdminCall call, String csv, List<ImportFault> faults) {
    ImportFault first = faults.getFirst();
    if (first.line() == 1 && first.reason().startsWith("the header")) {
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

  private static ObjectNode json(Account account) {
    ObjectNode json = AdminCodec.object().put("userName", account.userName());
    put(json, "fullName", account.fullName());
    put(json, "department", account.department());
    put(json, "nationalId", account.nationalId());
    putTime(json, "expires", account.expiresAt());
    json.put("disabled", account.disabled()).put("chap", account.chap());
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
