package jaruek.admin.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The help of a command, aligned by what the terminal shows and in the reader's language. */
final class HelpText {
  private static final int LABEL_COLUMNS_MAX = 34;

  private final Messages messages;
  private final List<Command> commands;
  private final int columns;

  HelpText(Messages messages, List<Command> commands, int columns) {
    this.messages = messages;
    this.commands = commands;
    this.columns = columns == 0 ? 100 : Math.max(40, columns);
  }

  /** The help of these words: a command, a group of commands, or "" for all. */
  String of(String words) {
    Optional<Command> command = commands.stream().filter(c -> c.words().equals(words)).findFirst();
    StringBuilder text = new StringBuilder();
    if (command.isPresent()) command(command.get(), text);
    else group(words, text);
    text.append('\n').append(messages.text("help.global")).append('\n');
    text.append(list(globalOptions()));
    return text.toString();
  }

  private void command(Command command, StringBuilder text) {
    text.append(messages.text("help.usage")).append(" jaruek ").append(command.words());
    for (Parameter parameter : command.parameters()) {
      text.append(' ').append(parameter.synopsis());
    }
    text.append("\n\n").append(messages.text(key("command", command.words()))).append('\n');
    messages
        .find(key("command", command.words()) + ".more")
        .ifPresent(more -> text.append('\n').append(wrapped(more, 0)).append('\n'));
    if (command.parameters().isEmpty()) return;
    Map<String, String> rows = new LinkedHashMap<>();
    for (Parameter parameter : command.parameters()) {
      String label =
          parameter.positional()
              ? parameter.label()
              : (parameter.optionName() + " " + parameter.label()).strip();
      rows.put(label, help(command, parameter));
      if (parameter.kind() == ValueKind.SECRET) {
        rows.put(parameter.stdinOptionName(), messages.text("help.stdin"));
      }
    }
    text.append('\n').append(list(rows));
  }

  private String help(Command command, Parameter parameter) {
    return messages
        .find(key("help", command.words()) + "." + parameter.name())
        .orElseGet(() -> messages.text("help." + parameter.name()));
  }

  private void group(String words, StringBuilder text) {
    String before = words.isEmpty() ? "" : words + " ";
    text.append(messages.text("help.usage")).append(" jaruek ").append(before);
    text.append(messages.text("help.command-word")).append("\n\n");
    text.append(messages.text(words.isEmpty() ? "command" : key("command", words))).append("\n\n");
    Map<String, String> rows = new LinkedHashMap<>();
    for (Command command : commands) {
      if (command.words().startsWith(before)) {
        rows.put(command.words(), messages.text(key("command", command.words())));
      }
    }
    text.append(list(rows));
    if (words.isEmpty()) {
      text.append('\n').append(messages.text("help.status")).append('\n');
    }
  }

  private Map<String, String> globalOptions() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("--config FILE", messages.text("help.config"));
    rows.put("--socket PATH", messages.text("help.socket"));
    rows.put("--format table|json|csv", messages.text("help.format"));
    rows.put("--language th|en", messages.text("help.language"));
    rows.put("--zone ZONE", messages.text("help.zone"));
    rows.put("-h, --help", messages.text("help.help"));
    rows.put("--version", messages.text("help.version"));
    return rows;
  }

  private String list(Map<String, String> rows) {
    int width = 0;
    for (String label : rows.keySet()) width = Math.max(width, TextWidth.of(label));
    width = Math.min(width, LABEL_COLUMNS_MAX);
    StringBuilder text = new StringBuilder();
    rows.forEach(new RowWriter(text, width)::write);
    return text.toString();
  }

  private final class RowWriter {
    private final StringBuilder text;
    private final int width;

    RowWriter(StringBuilder text, int width) {
      this.text = text;
      this.width = width;
    }

    void write(String label, String description) {
      text.append("  ").append(TextWidth.pad(label, width, false));
      boolean fits = TextWidth.of(label) <= width;
      text.append(fits ? "  " : "\n" + " ".repeat(width + 4));
      text.append(wrapped(description, width + 4)).append('\n');
    }
  }

  /** Broken at blanks; later lines begin under the first one's indent. */
  private String wrapped(String text, int indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int room = Math.max(20, columns - indent);
    int start = 0;
    while (start <= text.length()) {
      int blank = text.indexOf(' ', start);
      String word = text.substring(start, blank < 0 ? text.length() : blank);
      if (!line.isEmpty() && TextWidth.of(line + " " + word) > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
      if (blank < 0) break;
      start = blank + 1;
    }
    lines.add(line.toString());
    return String.join("\n" + " ".repeat(indent), lines);
  }

  private static String key(String prefix, String words) {
    return prefix + "." + words.replace(' ', '.');
  }
}
