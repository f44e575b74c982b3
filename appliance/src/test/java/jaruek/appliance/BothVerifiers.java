package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.OutsideCheckpoint;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.VerificationReport;
import jaruek.retention.verify.VerificationScope;
import jaruek.retention.verify.evidence.EvidenceVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Asks `jaruek verify` and verify.py the same. */
final class BothVerifiers {
  private final Path folder;
  private final Path script;

  /**
   * @param folder for the script and what it says
   */
  BothVerifiers(Path folder) throws IOException {
    this.folder = folder;
    script = folder.resolve("verify.py");
    String resource = "/jaruek/retention/verify/verify.py";
    try (InputStream in = StoreVerifier.class.getResourceAsStream(resource)) {
      Files.write(script, Objects.requireNonNull(in, resource).readAllBytes());
    }
  }

  /**
   * What each found first, empty if nothing.
   *
   * @param java by `jaruek verify`
   * @param python by verify.py
   */
  record Said(String java, String python) {
    void assertAt(String where, String name) {
      if (where.isEmpty()) {
        assertEquals("", java + python, name);
      } else {
        assertTrue(java.startsWith(where + ": "), () -> name + ": " + java);
        assertTrue(python.startsWith(where + ": "), () -> name + ": " + python);
      }
    }
  }

  Said ofStore(Path data, boolean rows, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--store", data.toString()));
    arguments.addAll(List.of(options));
    String java = report(data, rows, options).firstFault().map(Finding::toString).orElse("");
    return new Said(java, python(arguments));
  }

  VerificationReport report(Path data, boolean rows, String... options) throws IOException {
    VerifyingKey key = VerifyingKey.read(data.resolve("keys/log.pub"));
    List<OutsideCheckpoint> outside = new ArrayList<>();
    for (int i = 0; i < options.length; i += 2) {
      Path file = Path.of(options[i + 1]);
      if (options[i].equals("--key")) key = VerifyingKey.read(file);
      else outside.add(new OutsideCheckpoint(file.toString(), Files.readAllBytes(file)));
    }
    try (ParquetFiles files = new ParquetFiles(folder.resolve("spill"))) {
      return new StoreVerifier(data, key, new FileSegmentReader(files))
          .verifyFolder(new VerificationScope(rows, outside), VerificationProgress.NONE);
    }
  }

  Said ofFile(Path zip) throws Exception {
    String java =
        new EvidenceVerifier(null, List.of(), (note, token, authority) -> Instant.EPOCH)
            .verify(zip, VerificationProgress.NONE)
            .firstFault()
            .map(Finding::toString)
            .orElse("");
    return new Said(java, python(List.of(zip.toString())));
  }

  private String python(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.redirectOutput(out.toFile()).start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "verify.py does not end");
    } finally {
      process.destroyForcibly();
    }
    String all = Files.readString(out);
    String said = all.lines().findFirst().orElse("");
    boolean changed = said.startsWith("CHANGED: ");
    assertEquals(changed ? 1 : 0, process.exitValue(), all);
    return changed ? said.substring("CHANGED: ".length()) : "";
  }
}
