import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks ({@code check}) or mends ({@code write}) the format of every Java file, with google-java-format. */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args.length == 1 && args[0].equals("write");
    List<Path> files;
    try (Stream<Path> tree = Files.walk(Path.of(""))) {
      files =
          tree.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !p.toString().contains("target/") && !p.startsWith("config"))
              .sorted()
              .toList();
    }
    Formatter formatter = new Formatter();
    int wrong = 0;
    for (Path file : files) {
      String source = Files.readString(file);
      String formatted;
      try {
        formatted = formatter.formatSourceAndFixImports(source);
      } catch (FormatterException e) {
        System.out.println(file + " cannot be formatted: " + e.getMessage());
        System.exit(1);
        return;
      }
      if (formatted.equals(source)) continue;
      wrong++;
      if (write) Files.writeString(file, formatted);
      System.out.println((write ? "formatted " : "wrong format: ") + file);
    }
    if (wrong > 0 && !write) {
      System.out.println(wrong + " files; mend them with: mvn -N validate -Dformat.mode=write");
      System.exit(1);
    }
  }
}
