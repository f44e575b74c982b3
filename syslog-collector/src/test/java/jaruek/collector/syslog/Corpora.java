package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The conformance corpus beside the project. */
final class Corpora {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Corpora() {}

  static Path folder() {
    Path folder = Path.of(System.getProperty("jaruek.root")).resolve("../shared/corpora/syslog");
    assumeTrue(Files.isDirectory(folder), "the corpora are not beside the project");
    return folder;
  }

  static List<JsonNode> array(String file) {
    try {
      List<JsonNode> rows = new ArrayList<>();
      JSON.readTree(folder().resolve(file).toFile()).forEach(rows::add);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> lines(Path file) {
    try {
      List<JsonNode> rows = new ArrayList<>();
      for (String line : Files.readAllLines(file)) rows.add(JSON.readTree(line));
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
