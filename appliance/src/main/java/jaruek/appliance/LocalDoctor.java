package jaruek.appliance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.OutputFormat;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.Screen;
import jaruek.admin.cli.View;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Endpoint;
import jaruek.appliance.doctor.Check;
import jaruek.appliance.doctor.ClockCheck;
import jaruek.appliance.doctor.Doctor;
import jaruek.appliance.doctor.Finding;
import jaruek.appliance.doctor.Grade;
import jaruek.appliance.doctor.LeftoversCheck;
import jaruek.appliance.doctor.LockCheck;
import jaruek.appliance.doctor.PermissionsCheck;
import jaruek.appliance.doctor.PortsCheck;
import jaruek.appliance.doctor.Repair;
import jaruek.appliance.doctor.SocketBufferCheck;
import jaruek.retention.log.Passphrase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code jaruek doctor}: asks the running appliance what is wrong; where none answers, that is the
 * first finding, and the checks that need the data folder alone run here.
 */
final class LocalDoctor {
  private static final String DAEMON = "daemon";

  private LocalDoctor() {}

  static int run(CommandContext context, ObjectNode arguments) {
    if (arguments.has("repair") || arguments.has("dryRun") || arguments.has("acceptLoss")) {
      return repair(context, arguments);
    }
    List<ObjectNode> findings = new ArrayList<>();
    boolean ofUser = arguments.has("user");
    if (ofUser) arguments.put("reason", "doctor --user");
    try {
      AdminReply.End end = context.ask(ofUser ? "doctor user" : "doctor", arguments, findings::add);
      if (end.status() != AdminStatus.DONE) {
        context.tell(end.status(), end.code(), end.arguments());
        return end.status();
      }
      findings.addFirst(Finding.of(DAEMON, Grade.OK, "daemon-good").toJson());
    } catch (CommandException e) {
      if (ofUser || e.status() != AdminStatus.UNREACHABLE) throw e;
      findings.clear(); // half of an answer is none
      String reason = context.messages().text(e.code(), e.arguments());
      findings.add(Finding.of(DAEMON, Grade.FAULT, "daemon-gone", "reason", reason).toJson());
      for (Finding finding : offline(context)) findings.add(finding.toJson());
    }
    return tell(context, findings);
  }

  private static int tell(CommandContext context, List<ObjectNode> findings) {
    boolean well = true;
    for (ObjectNode finding : findings) well &= finding.path("grade").asText().equals("ok");
    print(context, findings);
    return well ? AdminStatus.DONE : AdminStatus.NEGATIVE;
  }

  /** Mends what can be mended, and tells what it was. */
  private static int repair(CommandContext context, ObjectNode arguments) {
    Configuration configuration = ConfigurationFile.read(context);
    DataFolder data = new DataFolder(configuration.dataDirectory());
    Path file = configuration.log().passphraseFile();
    InstantSource clock = InstantSource.system();
    Repair repair =
        new Repair(
            data.root(),
            data.keys(),
            () -> data.openLog(file == null ? null : new Passphrase(file), clock),
            clock,
            new Repair.Wish(arguments.has("dryRun"), arguments.has("acceptLoss")));
    return tell(context, repair.run().stream().map(Finding::toJson).toList());
  }

  private static List<Finding> offline(CommandContext context) {
    Path file = ConfigurationFile.of(context);
    if (!(Configuration.load(file) instanceof Configuration.Loaded(Configuration loaded))) {
      return List.of(
          Finding.of("configuration", Grade.FAULT, "config-bad", "file", file.toString()));
    }
    return new Doctor(checks(loaded)).look();
  }

  /** Those that run without the daemon. */
  static List<Check> checks(Configuration configuration) {
    DataFolder data = new DataFolder(configuration.dataDirectory());
    List<Check> checks = new ArrayList<>();
    checks.add(new LockCheck(data.root()));
    checks.add(new ClockCheck(ClockTools.installed()::measure));
    checks.addAll(FolderChecks.of(configuration, InstantSource.system()));
    checks.add(new LeftoversCheck(data.root()));
    checks.add(new PortsCheck(ports(configuration)));
    checks.add(SocketBufferCheck.ofTrial());
    if (Files.isDirectory(data.root()) && !Files.isReadable(data.root())) {
      checks.removeIf(PermissionsCheck.class::isInstance);
      checks.add(new Unreadable(data.root()));
    }
    return checks;
  }

  private static List<PortsCheck.Port> ports(Configuration configuration) {
    List<PortsCheck.Port> ports = new ArrayList<>();
    add(ports, "metrics.listen", configuration.metrics().listen(), true);
    add(ports, "radius.authentication", configuration.radius().authentication(), false);
    add(ports, "radius.accounting", configuration.radius().accounting(), false);
    Configuration.RadSec radsec = configuration.radius().radsec();
    if (radsec != null) add(ports, "radius.radsec.listen", radsec.listen(), true);
    addCollector(ports, configuration.collector());
    add(ports, "witness.listen", configuration.witness().listen(), true);
    return ports;
  }

  private static void addCollector(List<PortsCheck.Port> ports, Configuration.Collector collector) {
    add(ports, "collector.syslog-udp", collector.syslogUdp(), false);
    add(ports, "collector.syslog-tcp", collector.syslogTcp(), true);
    add(ports, "collector.syslog-tls.listen", listen(collector.syslogTls()), true);
    add(ports, "collector.relp", collector.relp(), true);
    add(ports, "collector.relp-tls.listen", listen(collector.relpTls()), true);
    add(ports, "collector.netflow", collector.netflow(), false);
    add(ports, "collector.ipfix", collector.ipfix(), false);
    add(ports, "collector.ipfix-tcp", collector.ipfixTcp(), true);
    add(ports, "collector.ipfix-tls.listen", listen(collector.ipfixTls()), true);
    add(ports, "collector.sflow", collector.sflow(), false);
  }

  private static @Nullable Endpoint listen(Configuration.@Nullable TlsListener listener) {
    return listener == null ? null : listener.listen();
  }

  private static void add(
      List<PortsCheck.Port> ports, String key, @Nullable Endpoint endpoint, boolean stream) {
    if (endpoint == null) return;
    ports.add(new PortsCheck.Port(key, endpoint.socketAddress(), stream));
  }

  /** Says that the folder is not this user's to read. */
  private record Unreadable(Path folder) implements Check {
    @Override
    public String name() {
      return "permissions";
    }

    @Override
    public List<Finding> look() {
      return List.of(
          Finding.of(name(), Grade.WARNING, "data-unreadable", "file", folder.toString()));
    }
  }

  private static void print(CommandContext context, List<ObjectNode> findings) {
    if (context.options().format() == OutputFormat.TABLE) {
      for (ObjectNode finding : findings) line(context, finding);
      return;
    }
    try (RowPrinter rows = context.rows(View.table("check", "grade", "code", "what", "todo"))) {
      for (ObjectNode finding : findings) {
        ObjectNode row = finding.deepCopy();
        row.put("what", text(context, finding, ""));
        row.put("todo", text(context, finding, ".do"));
        rows.print(row);
      }
    }
  }

  private static void line(CommandContext context, ObjectNode finding) {
    Screen out = context.out();
    String mark =
        switch (finding.path("grade").asText()) {
          case "ok" -> out.style(Screen.Style.GREEN, "✓");
          case "warning" -> out.style(Screen.Style.YELLOW, "!");
          default -> out.style(Screen.Style.RED, "✗");
        };
    out.line(mark + " " + text(context, finding, ""));
    String todo = text(context, finding, ".do");
    if (!todo.isEmpty()) out.line("  → " + todo);
  }

  /** In the reader's language; a code of a later version is told as it is. */
  private static String text(CommandContext context, ObjectNode finding, String suffix) {
    String code =
        worded(
            safeKey(finding.path("code").asText()),
            known -> context.messages().find("doctor." + known).isPresent());
    String key = "doctor." + code + suffix;
    if (context.messages().find(key).isEmpty()) {
      return suffix.isEmpty() ? Screen.safe(finding.toString()) : "";
    }
    JsonNode arguments = finding.path("arguments");
    return context.words(
        key, arguments instanceof ObjectNode object ? object : AdminCodec.object());
  }

  /**
   * The code whose words tell of this one: its own, or those of the nearest family of reasons, as
   * {@code login-tls-other} for a TLS alert that means nothing in particular.
   */
  static String worded(String code, Predicate<String> known) {
    if (known.test(code) || !code.startsWith("login-")) return code;
    String family = code;
    while (family.indexOf('-') < family.lastIndexOf('-')) {
      family = family.substring(0, family.lastIndexOf('-'));
      if (known.test(family + "-other")) return family + "-other";
    }
    return "login-other";
  }

  private static String safeKey(String text) {
    return text.replaceAll("[^a-z0-9-]", "");
  }
}
