package jaruek.appliance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.OutputFormat;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.View;
import jaruek.radius.certificate.AuthorityException;
import jaruek.radius.certificate.Bundling;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.radius.certificate.ClientRequest;
import jaruek.radius.certificate.Issued;
import jaruek.radius.certificate.KeyKind;
import jaruek.radius.certificate.RevocationReason;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** {@code jaruek certificate …}: works on the files, with the appliance running or not. */
final class CertificateCommands {
  /** Without those that are read as another: 0 and O, 1 and l. */
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  private static final String[] SHOWN = {"kind", "name", "state", "until", "serial"};
  private static final int PASSPHRASE_LETTERS = 16;
  private static final List<String> SYSTEMS = List.of("windows", "android", "ios", "chromeos");

  private CertificateCommands() {}

  static int ca(CommandContext context, ObjectNode arguments) {
    CertificateAuthority authority = authority(context, arguments);
    KeyKind kind = kind(arguments);
    String name = arguments.path("name").asText();
    Issued made =
        noted("ca", context, arguments, () -> List.of(authority.makeAuthority(name, kind)))
            .getFirst();
    print(context, List.of(made));
    context.tell(
        AdminStatus.DONE,
        "certificate.ca.done",
        AdminCodec.object()
            .put("file", made.file().toString())
            .put("key", authority.file(CertificateAuthority.CA_KEY).toString()));
    return AdminStatus.DONE;
  }

  static int server(CommandContext context, ObjectNode arguments) {
    CertificateAuthority authority = authority(context, arguments);
    List<String> hosts =
        Arrays.stream(arguments.path("hosts").asText().split(",", -1)).map(String::strip).toList();
    KeyKind kind = kind(arguments);
    boolean replace = arguments.has("replace");
    Issued made =
        noted(
                "server",
                context,
                arguments,
                () -> List.of(authority.makeServer(hosts, kind, replace)))
            .getFirst();
    print(context, List.of(made));
    context.tell(
        AdminStatus.DONE,
        "certificate.server.done",
        AdminCodec.object()
            .put("certificate", made.file().toString())
            .put("key", authority.file(CertificateAuthority.SERVER_KEY).toString())
            .put("ca", authority.file(CertificateAuthority.CA).toString())
            .put("crl", authority.file(CertificateAuthority.CRL).toString()));
    return AdminStatus.DONE;
  }

  static int client(CommandContext context, ObjectNode arguments) {
    boolean pem = arguments.has("pem");
    boolean made = !pem && !arguments.has("passphrase");
    String passphrase = made ? passphrase() : arguments.path("passphrase").asText("");
    String hosts = arguments.path("hosts").asText("");
    ClientRequest request =
        new ClientRequest(
            arguments.path("name").asText(),
            arguments.has("email") ? arguments.path("email").asText() : null,
            hosts.isEmpty() ? List.of() : Arrays.asList(hosts.split("\\s*,\\s*", -1)),
            arguments.path("days").asInt(ClientRequest.DAYS));
    Path output =
        Path.of(
                arguments.has("output")
                    ? arguments.path("output").asText()
                    : fileName(request.userName()) + (pem ? ".pem" : ".p12"))
            .toAbsolutePath()
            .normalize();
    Bundling bundling =
        pem ? Bundling.PEM : arguments.has("oldDevice") ? Bundling.OLD : Bundling.MODERN;
    CertificateAuthority authority = authority(context, arguments);
    KeyKind kind = kind(arguments);
    char[] secret = passphrase.toCharArray();
    Issued issued =
        noted(
                "client",
                context,
                arguments,
                () -> List.of(authority.makeClient(request, kind, secret, bundling, output)))
            .getFirst();
    ObjectNode row = row(issued).put("output", output.toString());
    if (made) row.put("passphrase", passphrase);
    print(context, View.table(SHOWN), List.of(row));
    String code =
        pem
            ? "certificate.client.pem"
            : made ? "certificate.client.passphrase" : "certificate.client.done";
    context.tell(
        AdminStatus.DONE,
        code,
        AdminCodec.object()
            .put("file", output.toString())
            .put("passphrase", made ? passphrase : ""));
    return AdminStatus.DONE;
  }

  /** A user's name as a file's: what a shell or a folder could take amiss becomes a line. */
  private static String fileName(String userName) {
    String safe = userName.replaceAll("[^\\p{L}\\p{M}\\p{N}@._-]", "_");
    return safe.startsWith(".") || safe.startsWith("-") ? "_" + safe : safe;
  }

  /** Four groups of four, to be typed once: 80 bits. */
  private static String passphrase() {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < PASSPHRASE_LETTERS; i++) {
      if (i > 0 && i % 4 == 0) text.append('-');
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  static int revoke(CommandContext context, ObjectNode arguments) {
    String word = arguments.path("because").asText(RevocationReason.UNSPECIFIED.word());
    RevocationReason reason =
        RevocationReason.of(word)
            .orElseThrow(
                () ->
                    new AuthorityException(
                        "--because " + word + ": lost, replaced, left or unspecified"));
    CertificateAuthority authority = authority(context, arguments);
    String which = arguments.path("which").asText();
    List<Issued> revoked =
        noted("revoke", context, arguments, () -> authority.revoke(which, reason));
    print(context, revoked);
    context.tell(
        AdminStatus.DONE,
        "certificate.revoked",
        AdminCodec.object()
            .put("count", revoked.size())
            .put("file", authority.file(CertificateAuthority.CRL).toString()));
    return AdminStatus.DONE;
  }

  static int renew(CommandContext context, ObjectNode arguments) {
    CertificateAuthority authority = authority(context, arguments);
    boolean all = arguments.has("all");
    List<Issued> made = noted("renew", context, arguments, () -> authority.renew(all));
    print(context, made);
    String code = made.isEmpty() ? "certificate.not-due" : "certificate.renewed";
    context.tell(AdminStatus.DONE, code, AdminCodec.object().put("count", made.size()));
    return AdminStatus.DONE;
  }

  static int list(CommandContext context, ObjectNode arguments) {
    print(context, authority(context, arguments).list());
    return AdminStatus.DONE;
  }

  static int show(CommandContext context, ObjectNode arguments) {
    String which = arguments.path("which").asText();
    String serial = which.replace(":", "");
    List<Issued> found =
        authority(context, arguments).list().stream()
            .filter(
                one ->
                    one.name().equals(which)
                        || one.serial().equalsIgnoreCase(serial)
                        || one.kind().word().equals(which))
            .toList();
    if (found.isEmpty()) {
      throw new CommandException(
          AdminStatus.NEGATIVE, "certificate.unknown", AdminCodec.object().put("name", which));
    }
    print(context, new View.Details(), found.stream().map(CertificateCommands::row).toList());
    return AdminStatus.DONE;
  }

  /** What to install where, in words, for the person who hands out the files. */
  static int install(CommandContext context, ObjectNode arguments) {
    CertificateAuthority authority = authority(context, arguments);
    Issued ca = one(authority, Issued.Kind.CA);
    Issued server = one(authority, Issued.Kind.SERVER);
    ObjectNode names =
        AdminCodec.object()
            .put("ca", ca.file().toString())
            .put("name", ca.name())
            .put("server", server.name())
            .put("fingerprint", ca.sha256());
    if (context.options().format() != OutputFormat.TABLE) {
      try (RowPrinter rows = context.rows(View.table("system", "todo"))) {
        for (String system : SYSTEMS) {
          rows.print(
              AdminCodec.object().put("system", system).put("todo", words(context, system, names)));
        }
      }
      return AdminStatus.DONE;
    }
    context.out().line(words(context, "all", names));
    for (String system : SYSTEMS) {
      context.out().line("");
      context.out().line(words(context, system, names));
    }
    return AdminStatus.DONE;
  }

  private static String words(CommandContext context, String system, ObjectNode names) {
    return context.messages().text("certificate.install." + system, names);
  }

  private static Issued one(CertificateAuthority authority, Issued.Kind kind) {
    return authority.list().stream()
        .filter(one -> one.kind() == kind)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    AdminStatus.NEGATIVE,
                    "certificate.missing",
                    AdminCodec.object().put("kind", kind.word())));
  }

  private static CertificateAuthority authority(CommandContext context, ObjectNode arguments) {
    return new CertificateAuthority(
        folder(context, arguments), InstantSource.system(), new SecureRandom());
  }

  private static Path folder(CommandContext context, ObjectNode arguments) {
    JsonNode data = arguments.path("data");
    Path root =
        data.isTextual()
            ? Path.of(data.asText()).toAbsolutePath().normalize()
            : ConfigurationFile.read(context).dataDirectory();
    return new DataFolder(root).certificates();
  }

  /** Changes the authority, and leaves word of it for the record. */
  private static List<Issued> noted(
      String command, CommandContext context, ObjectNode arguments, Supplier<List<Issued>> change) {
    ObjectNode told = arguments.deepCopy();
    told.remove("data");
    if (told.has("passphrase")) told.put("passphrase", "(withheld)");
    return CertificateDeeds.noted(
        folder(context, arguments), "certificate " + command, told, change);
  }

  private static KeyKind kind(ObjectNode arguments) {
    String word = arguments.path("keyType").asText(KeyKind.EC.word());
    return KeyKind.of(word)
        .orElseThrow(() -> new AuthorityException("--key-type " + word + ": ec or rsa"));
  }

  private static void print(CommandContext context, List<Issued> certificates) {
    print(context, View.table(SHOWN), certificates.stream().map(CertificateCommands::row).toList());
  }

  private static void print(CommandContext context, View view, List<ObjectNode> rows) {
    try (RowPrinter printer = context.rows(view)) {
      rows.forEach(printer::print);
    }
  }

  private static ObjectNode row(Issued issued) {
    ObjectNode row =
        AdminCodec.object()
            .put("kind", issued.kind().word())
            .put("name", issued.name())
            .put("state", issued.state().word());
    ArrayNode names = row.putArray("names");
    issued.names().forEach(names::add);
    row.put("serial", issued.serial());
    if (issued.kind() != Issued.Kind.DAMAGED) {
      row.put("from", issued.from().toString()).put("until", issued.until().toString());
    }
    if (!issued.sha256().isEmpty()) row.put("sha256", issued.sha256());
    return row.put("file", issued.file().toString());
  }
}
