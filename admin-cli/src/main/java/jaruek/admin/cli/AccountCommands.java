package jaruek.admin.cli;

import static jaruek.admin.cli.Parameter.flag;
import static jaruek.admin.cli.Parameter.option;
import static jaruek.admin.cli.Parameter.required;
import static jaruek.admin.cli.Parameter.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The commands of accounts and groups. */
final class AccountCommands {
  private static final Parameter USER = word("user", ValueKind.TEXT, "USER");
  private static final Parameter GROUP = word("group", ValueKind.TEXT, "GROUP");
  private static final Parameter PASSWORD = required("password", ValueKind.SECRET, "PASSWORD");
  private static final Parameter CHAP = flag("chap");
  private static final Parameter EXPIRES = option("expires", ValueKind.END_TIME, "TIME");
  private static final Parameter NOTE = option("note", ValueKind.TEXT, "NOTE");
  private static final Parameter TITLE = option("title", ValueKind.TEXT, "TITLE");
  private static final Parameter WITHOUT = option("without", ValueKind.TEXT, "NAME,…");
  private static final Pattern SEPARATED_MAC =
      Pattern.compile("(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}|([0-9a-f]{4}[.-]){2}[0-9a-f]{4}");

  /** Of groups and accounts; the appliance reads the values. */
  private static final List<Parameter> SETTINGS =
      List.of(
          option("schedule", ValueKind.TEXT, "HOURS"),
          option("sessions", ValueKind.TEXT, "N"),
          option("dataQuota", ValueKind.TEXT, "5GB/day"),
          option("timeQuota", ValueKind.TEXT, "2h/day"),
          option("validFor", ValueKind.TEXT, "1d"),
          option("vlan", ValueKind.TEXT, "VLAN"),
          option("vlanTag", ValueKind.TEXT, "0-31"),
          option("bandwidth", ValueKind.TEXT, "DOWN/UP"),
          option("sessionTimeout", ValueKind.TEXT, "8h"),
          option("idleTimeout", ValueKind.TEXT, "15m"),
          option("interimInterval", ValueKind.TEXT, "10m"),
          option("filter", ValueKind.TEXT, "FILTER"),
          option("role", ValueKind.TEXT, "ROLE"),
          option("pool", ValueKind.TEXT, "POOL"),
          option("address", ValueKind.ADDRESS, "ADDRESS"),
          option("class", ValueKind.TEXT, "TEXT"),
          option("attribute", ValueKind.TEXT, "NAME=VALUE"));

  private static final List<Parameter> PERSON =
      List.of(
          option("fullName", ValueKind.TEXT, "NAME"),
          option("department", ValueKind.TEXT, "DEPARTMENT"),
          option("nationalId", ValueKind.TEXT, "NUMBER"),
          option("phone", ValueKind.TEXT, "PHONE"),
          option("email", ValueKind.TEXT, "E-MAIL"),
          option("extra", ValueKind.TEXT, "NAME=VALUE"),
          option("group", ValueKind.TEXT, "GROUP"),
          option("macs", ValueKind.TEXT, "MAC,…"),
          EXPIRES);

  private static final View USERS =
      new View.Table(
          List.of(
              "userName",
              "fullName",
              "department",
              "group",
              "expires",
              "disabled",
              "chap",
              "changedAt"),
          List.of(
              "userName",
              "fullName",
              "department",
              "nationalId",
              "phone",
              "email",
              "group",
              "expires",
              "disabled",
              "chap",
              "macs",
              "extra",
              "createdAt",
              "changedAt",
              "closedAt"));

  private static final View GROUPS =
      View.table(
          "group",
          "accounts",
          "schedule",
          "sessions",
          "dataQuota",
          "timeQuota",
          "vlan",
          "bandwidth",
          "expires",
          "note");

  private static final View VOUCHERS =
      View.table(
          "batch",
          "voucher",
          "vouchers",
          "group",
          "used",
          "firstUsedAt",
          "ends",
          "validFor",
          "timeQuota",
          "dataQuota",
          "createdAt");

  private static final View DETAILS = new View.Details();
  private static final View IMPORT = View.table("line", "column", "code", "value");

  private AccountCommands() {}

  static List<Command> all() {
    return List.of(
        new Command(
            "user add",
            parameters(
                List.of(USER, option("password", ValueKind.SECRET, "PASSWORD")),
                PERSON,
                List.of(CHAP),
                SETTINGS),
            AccountCommands::addUser),
        detailed("user change", List.of(USER), PERSON, SETTINGS, List.of(WITHOUT)),
        RemoteCommands.remote(
            "user import", IMPORT, word("csv", ValueKind.TEXT_FILE, "FILE"), CHAP, flag("dryRun")),
        file("user export", List.of()),
        RemoteCommands.remote(
            "user own-password",
            DETAILS,
            PASSWORD,
            required("newPassword", ValueKind.SECRET, "PASSWORD")),
        RemoteCommands.remote("user list", USERS),
        RemoteCommands.remote("user show", DETAILS, USER),
        RemoteCommands.remote("user set-password", DETAILS, USER, PASSWORD, CHAP),
        RemoteCommands.remote("user disable", DETAILS, USER),
        RemoteCommands.remote("user enable", DETAILS, USER),
        RemoteCommands.remote("user remove", DETAILS, USER),
        detailed("group add", List.of(GROUP, NOTE, EXPIRES), SETTINGS),
        detailed("group change", List.of(GROUP, NOTE, EXPIRES), SETTINGS, List.of(WITHOUT)),
        RemoteCommands.remote("group list", GROUPS),
        RemoteCommands.remote("group show", DETAILS, GROUP),
        RemoteCommands.remote("group remove", DETAILS, GROUP),
        file(
            "voucher make",
            List.of(
                required("count", ValueKind.COUNT, "N"),
                option("group", ValueKind.TEXT, "GROUP"),
                EXPIRES,
                TITLE),
            SETTINGS),
        RemoteCommands.remote("voucher list", VOUCHERS, option("batch", ValueKind.TEXT, "BATCH")),
        file("voucher print", List.of(required("batch", ValueKind.TEXT, "BATCH"), TITLE)),
        RemoteCommands.remote(
            "voucher revoke",
            DETAILS,
            option("batch", ValueKind.TEXT, "BATCH"),
            option("voucher", ValueKind.TEXT, "NUMBER")));
  }

  /** A command whose answer is a file; where it goes is this side's affair. */
  @SafeVarargs
  private static Command file(String words, List<Parameter>... parameters) {
    List<Parameter> all = parameters(parameters);
    all.add(required("output", ValueKind.PATH, "FILE"));
    return new Command(
        words,
        all,
        (context, arguments) -> {
          Path output = Path.of(arguments.remove("output").textValue());
          return RemoteCall.receive(context, words, arguments, DETAILS, output);
        });
  }

  @SafeVarargs
  private static Command detailed(String words, List<Parameter>... parameters) {
    return RemoteCommands.remote(words, DETAILS, parameters(parameters).toArray(Parameter[]::new));
  }

  @SafeVarargs
  private static List<Parameter> parameters(List<Parameter>... parts) {
    List<Parameter> all = new ArrayList<>();
    for (List<Parameter> part : parts) all.addAll(part);
    return all;
  }

  /** A person has a password; a device, whose name is its MAC address, has none. */
  private static int addUser(CommandContext context, ObjectNode arguments) {
    boolean device = SEPARATED_MAC.matcher(arguments.path("user").asText()).matches();
    if (!device && !arguments.has("password")) {
      arguments.put("password", context.askSecret(PASSWORD));
    }
    return RemoteCall.run(context, "user add", arguments, DETAILS);
  }
}
