package jaruek.retention.verify.evidence;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** verify.py kept running, so that it can be asked about thousands of files. */
public final class PythonVerifier implements AutoCloseable {
  private final Process process;
  private final BufferedWriter to;
  private final BufferedReader from;

  /** Starts it; the scripts are put into the folder. */
  public PythonVerifier(Path folder) throws IOException {
    Path server = Python.script(folder, "verify_server.py");
    Path verifier = Python.script(folder, "verify.py");
    process =
        new ProcessBuilder("python3", server.toString(), verifier.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    to = process.outputWriter(StandardCharsets.UTF_8);
    from = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** UNCHANGED, or CHANGED, place and what, or FAULT and what went wrong, with tabs between. */
  public String ask(Path zip) throws IOException {
    to.write(zip + "\n");
    to.flush();
    String said = from.readLine();
    if (said == null) throw new IOException("verify.py ended");
    return said;
  }

  @Override
  public void close() throws IOException {
    to.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
