package jaruek.retention.verify.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs scripts of the class path with Python, as somebody does who has nothing of ours. */
public final class Python {
  private static final long PATIENCE_SECONDS = 300;

  private Python() {}

  /**
   * How a script ended.
   *
   * @param status its exit status
   * @param out standard output
   * @param err standard error
   */
  public record Done(int status, String out, String err) {
    /** The verdict's line. */
    public String first() {
      return out.lines().findFirst().orElse("");
    }
  }

  /** The script, copied into the folder. */
  public static Path script(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    String resource = "/jaruek/retention/verify/" + name;
    try (InputStream in = Python.class.getResourceAsStream(resource)) {
      Files.write(file, Objects.requireNonNull(in, resource).readAllBytes());
    }
    return file;
  }

  /** Runs it to its end. */
  public static Done run(Path script, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(arguments);
    Path folder = Files.createTempDirectory("jaruek-python-");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("python3 does not end: " + command);
      }
      return new Done(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
      Files.deleteIfExists(folder);
    }
  }
}
