package jaruek.admin.cli;

import static jaruek.admin.cli.Parameter.expected;
import static jaruek.admin.cli.Parameter.flag;
import static jaruek.admin.cli.Parameter.option;
import static jaruek.admin.cli.Parameter.optionalWord;
import static jaruek.admin.cli.Parameter.required;
import static jaruek.admin.cli.Parameter.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that the appliance answers. The words are what is sent, the parameters' names are
 * the arguments' names; see {@link ValueKind} for what each sends.
 */
final class RemoteCommands {
  private static final Parameter CASE = expected("case", ValueKind.TEXT, "ID");
  private static final Parameter CASE_OR = option("case", ValueKind.TEXT, "ID");
  private static final Parameter REASON = option("reason", ValueKind.TEXT, "REASON");
  private static final Parameter FROM = required("from", ValueKind.TIME, "TIME");
  private static final Parameter TO = required("to", ValueKind.END_TIME, "TIME");
  private static final Parameter USER = option("user", ValueKind.TEXT, "USER");
  private static final Parameter RANGE = option("address", ValueKind.RANGE, "CIDR");
  private static final Parameter MAC = option("mac", ValueKind.MAC, "MAC");
  private static final Parameter DESTINATION =
      option("destination", ValueKind.RANGE_ENDPOINT, "CIDR[:PORT]");
  private static final Parameter FROM_IF = option("from", ValueKind.TIME, "TIME");
  private static final Parameter TO_IF = option("to", ValueKind.END_TIME, "TIME");
  private static final Parameter PROTOCOL = option("protocol", ValueKind.PROTOCOL, "tcp|udp");
  private static final Parameter SKEW = option("skew", ValueKind.SPAN, "30s");
  private static final Parameter LIMIT = option("limit", ValueKind.COUNT, "N");
  private static final Parameter CASE_ID = word("id", ValueKind.TEXT, "ID");
  private static final Parameter DEVICE = word("name", ValueKind.TEXT, "NAME");
  private static final Parameter SECRET = option("secret", ValueKind.SECRET, "SECRET");

  private static final Parameter REQUIRE_MESSAGE_AUTHENTICATOR =
      option("requireMessageAuthenticator", ValueKind.BOOLEAN, "true|false");
  private static final Parameter LIMIT_PROXY_STATE =
      option("limitProxyState", ValueKind.TEXT, "auto|yes|no");
  private static final Parameter MAC_AUTHENTICATION =
      option("macAuthentication", ValueKind.BOOLEAN, "true|false");
  private static final Parameter PROXY = option("proxy", ValueKind.BOOLEAN, "true|false");
  private static final Parameter COA_PORT = option("coaPort", ValueKind.PORT, "3799");

  private static final View TRAFFIC =
      new View.Table(
          List.of(
              "receivedAt",
              "startedAt",
              "protocol",
              "sourceAddress",
              "sourcePort",
              "destinationAddress",
              "destinationPort",
              "natSourceAddress",
              "natSourcePort",
              "bytes",
              "packets",
              "action",
              "userName",
              "origin"),
          List.of(
              "receivedAt",
              "startedAt",
              "endedAt",
              "exporter",
              "origin",
              "protocol",
              "sourceAddress",
              "sourcePort",
              "destinationAddress",
              "destinationPort",
              "natSourceAddress",
              "natSourcePort",
              "natDestinationAddress",
              "natDestinationPort",
              "natEvent",
              "bytes",
              "packets",
              "tcpFlags",
              "inputInterface",
              "outputInterface",
              "samplingInterval",
              "action",
              "userName",
              "sourceMac",
              "url",
              "frame"));

  private static final View DISCONNECTED =
      new View.Table(
          List.of("userName", "sessionId", "nas", "address", "mac", "code"),
          List.of(
              "userName", "sessionId", "nas", "address", "mac", "result", "errorCause", "code"));

  private static final View MESSAGES =
      new View.Table(
          List.of(
              "receivedAt", "sender", "transport", "severity", "hostname", "appName", "message"),
          List.of(
              "receivedAt",
              "sentAt",
              "sender",
              "transport",
              "facility",
              "severity",
              "hostname",
              "appName",
              "procId",
              "msgId",
              "structuredData",
              "message",
              "raw",
              "vendor",
              "frame"));

  private static final View SOURCES =
      new View.Table(
          List.of(
              "name",
              "lastSeen",
              "received",
              "dropped",
              "decoded",
              "rows",
              "rejected",
              "undecodable",
              "gap",
              "late",
              "restarts",
              "clockOffsetMillis"),
          List.of(
              "name",
              "address",
              "vendor",
              "configured",
              "from",
              "to",
              "lastSeen",
              "received",
              "bytes",
              "dropped",
              "journalLost",
              "killed",
              "decoded",
              "undecodable",
              "gap",
              "late",
              "waiting",
              "rows",
              "trafficRows",
              "identityRows",
              "messageRows",
              "rejected",
              "rejectedBy",
              "restarts",
              "options",
              "skipped",
              "reverse",
              "untimed",
              "timeless",
              "linesKnown",
              "linesPartly",
              "linesNot",
              "clockOffsetMillis",
              "clockOffsetMillisLeast",
              "clockOffsetMillisMost",
              "clockDriftPpm",
              "clockJumps",
              "domains"));

  private static final View REJECTED =
      new View.Table(
          List.of("receivedAt", "userName", "mac", "nas", "nasPort", "calledStation", "reason"),
          List.of(
              "receivedAt",
              "eventAt",
              "userName",
              "mac",
              "nas",
              "nasPort",
              "calledStation",
              "reason",
              "frame"));

  private static final View SESSIONS =
      new View.Table(
          List.of(
              "userName",
              "address",
              "addressV6",
              "mac",
              "nas",
              "sessionId",
              "start",
              "end",
              "state"),
          List.of(
              "userName",
              "address",
              "addressV6",
              "mac",
              "nas",
              "nasPort",
              "sessionId",
              "start",
              "startBasis",
              "end",
              "endBasis",
              "seconds",
              "state",
              "kind",
              "cause",
              "lastSeen",
              "inputBytes",
              "outputBytes",
              "home"));

  private static final View HOLDS =
      View.table(
          "id",
          "status",
          "case",
          "user",
          "address",
          "mac",
          "destination",
          "from",
          "to",
          "months",
          "until");

  private static final View RECEIPTS =
      View.table(
          "at",
          "segment",
          "days",
          "trafficExpired",
          "trafficKept",
          "messagesExpired",
          "messagesKept",
          "identityExpired",
          "identityKept",
          "holds");

  private static final View DETAILS = new View.Details();
  private static final View ALL = View.table();

  private RemoteCommands() {}

  static List<Command> all() {
    List<Command> all = new ArrayList<>(records());
    all.addAll(AccountCommands.all());
    return all;
  }

  private static List<Command> records() {
    return List.of(
        new Command(
            "who",
            List.of(
                word("address", ValueKind.ENDPOINT, "ADDRESS[:PORT]"),
                required("at", ValueKind.TIME, "TIME"),
                PROTOCOL,
                SKEW,
                CASE),
            (context, arguments) ->
                RemoteCall.run(context, "who", arguments, new View.Who(arguments))),
        remote("traffic", TRAFFIC, CASE, USER, RANGE, MAC, DESTINATION, FROM, TO, LIMIT),
        remote(
            "search",
            MESSAGES,
            word("text", ValueKind.TEXT, "TEXT"),
            CASE_OR,
            REASON,
            FROM,
            TO,
            option("sender", ValueKind.RANGE, "CIDR"),
            LIMIT),
        new Command(
            "sessions",
            List.of(
                CASE_OR,
                REASON,
                USER,
                option("address", ValueKind.ADDRESS, "ADDRESS"),
                MAC,
                flag("active"),
                flag("rejected"),
                FROM_IF,
                TO_IF,
                LIMIT),
            (context, arguments) ->
                RemoteCall.run(
                    context,
                    "sessions",
                    arguments,
                    arguments.has("rejected") ? REJECTED : SESSIONS)),
        remote("disconnect", DISCONNECTED, USER, option("session", ValueKind.TEXT, "ID")),
        remote(
            "coa",
            DISCONNECTED,
            option("user", ValueKind.TEXT, "USER"),
            option("session", ValueKind.TEXT, "ID"),
            option("attribute", ValueKind.TEXT, "NAME=VALUE")),
        remote(
            "case open",
            DETAILS,
            required("letter", ValueKind.TEXT, "LETTER"),
            required("officer", ValueKind.TEXT, "OFFICER"),
            required("basis", ValueKind.TEXT, "BASIS"),
            FROM,
            TO),
        remote(
            "case check",
            DETAILS,
            word("case", ValueKind.TEXT, "ID"),
            option("export", ValueKind.COUNT, "N"),
            flag("look"),
            option("refuse", ValueKind.TEXT, "REASON")),
        new Command(
            "export",
            List.of(
                optionalWord("host", ValueKind.ENDPOINT, "ADDRESS[:PORT]"),
                CASE,
                required("output", ValueKind.PATH, "FILE.zip"),
                USER,
                RANGE,
                MAC,
                DESTINATION,
                FROM_IF,
                TO_IF,
                option("at", ValueKind.TIME, "TIME"),
                PROTOCOL,
                SKEW,
                option("datasets", ValueKind.TEXT, "traffic,identity,…")),
            RemoteCommands::export),
        remote("case list", ALL),
        remote("case show", DETAILS, CASE_ID),
        remote("case close", DETAILS, CASE_ID),
        new Command(
            "device add",
            List.of(
                DEVICE,
                required("address", ValueKind.RANGE, "CIDR"),
                SECRET,
                option("kinds", ValueKind.DEVICE_KINDS, "radius,log"),
                option("vendor", ValueKind.TEXT, "VENDOR"),
                option("radsecFingerprint", ValueKind.TEXT, "SHA256"),
                option("radsecName", ValueKind.TEXT, "HOST"),
                option("messagesPerSecond", ValueKind.TEXT, "N"),
                option("bytesPerSecond", ValueKind.TEXT, "SIZE"),
                option("logZone", ValueKind.TEXT, "ZONE"),
                option("tlsFingerprint", ValueKind.TEXT, "SHA256"),
                option("tlsName", ValueKind.TEXT, "HOST"),
                REQUIRE_MESSAGE_AUTHENTICATOR,
                LIMIT_PROXY_STATE,
                MAC_AUTHENTICATION,
                PROXY,
                COA_PORT),
            RemoteCommands::addDevice),
        remote(
            "device change",
            DETAILS,
            DEVICE,
            SECRET,
            REQUIRE_MESSAGE_AUTHENTICATOR,
            LIMIT_PROXY_STATE,
            MAC_AUTHENTICATION,
            PROXY,
            COA_PORT),
        remote("device list", ALL),
        remote("device remove", DETAILS, DEVICE),
        new Command("checkpoint show", List.of(flag("printable")), CheckpointFiles::show),
        new Command(
            "checkpoint publish",
            List.of(
                required("output", ValueKind.PATH, "FILE"),
                option("peer", ValueKind.TEXT, "NAME"),
                option("since", ValueKind.TEXT, "SIZE")),
            CheckpointFiles::publish),
        new Command(
            "checkpoint cosign",
            List.of(word("file", ValueKind.PATH, "FILE"), option("output", ValueKind.PATH, "FILE")),
            CheckpointFiles::cosign),
        remote("checkpoint timestamp", DETAILS),
        remote("key show", DETAILS),
        remote("key rotate", DETAILS),
        remote(
            "hold place",
            DETAILS,
            option("case", ValueKind.TEXT, "ID"),
            USER,
            RANGE,
            MAC,
            DESTINATION,
            FROM_IF,
            TO_IF,
            required("months", ValueKind.COUNT, "N"),
            required("order", ValueKind.TEXT, "LETTER"),
            option("renew", ValueKind.TEXT, "HOLD")),
        remote("hold list", HOLDS),
        remote("hold release", DETAILS, word("hold", ValueKind.TEXT, "HOLD")),
        remote("retention show", DETAILS),
        remote("retention expire", RECEIPTS, flag("dryRun")),
        remote(
            "coverage",
            new View.Coverage(),
            option("days", ValueKind.COUNT, "90"),
            option("source", ValueKind.TEXT, "NAME")),
        remote(
            "sources",
            SOURCES,
            option("days", ValueKind.COUNT, "N"),
            FROM_IF,
            TO_IF,
            option("source", ValueKind.TEXT, "NAME")),
        remote("status", DETAILS),
        remote("seal", DETAILS));
  }

  static Command remote(String words, View view, Parameter... parameters) {
    return new Command(
        words,
        List.of(parameters),
        (context, arguments) -> RemoteCall.run(context, words, arguments, view));
  }

  /** Where the file goes is this side's affair. */
  private static int export(CommandContext context, ObjectNode arguments) {
    Path file = Path.of(arguments.remove("output").textValue());
    return RemoteCall.receive(context, "export", arguments, DETAILS, file);
  }

  /** A RADIUS client has a shared secret; what is said to be none needs none. */
  private static int addDevice(CommandContext context, ObjectNode arguments) {
    boolean radius = arguments.path("kinds").asText().contains("radius");
    boolean byTls = arguments.has("radsecFingerprint") || arguments.has("radsecName");
    if (radius && !byTls && !arguments.has("secret"))
      arguments.put("secret", context.askSecret(SECRET));
    return RemoteCall.run(context, "device add", arguments, DETAILS);
  }
}
