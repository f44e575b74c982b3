package jaruek.retention.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FolderLockTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir Path folder;

  /** Tries to take the lock as another process, and keeps it until its input ends. */
  private Process other() throws IOException {
    assumeTrue(Files.isExecutable(PYTHON), "apt install python3");
    String script =
        """
        import fcntl, sys
        f = open(sys.argv[1], "a+b")
        try:
            fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            print("taken", flush=True)
        except OSError:
            print("refused", flush=True)
        sys.stdin.read()
        """;
    return new ProcessBuilder(
            PYTHON.toString(), "-c", script, folder.resolve("lock").toAbsolutePath().toString())
        .start();
  }

  private static String said(Process process) throws IOException {
    return process.inputReader(StandardCharsets.US_ASCII).readLine();
  }

  @Test
  void refusesASecondTryInThisProcessAndStillHoldsTheFirst() throws Exception {
    Path file = folder.resolve("lock");
    assertEquals(Optional.empty(), FolderLock.holder(file));
    FolderLock lock = FolderLock.take(file).orElseThrow();
    assertTrue(FolderLock.take(file).isEmpty());
    assertTrue(FolderLock.take(folder.resolve("../" + folder.getFileName() + "/lock")).isEmpty());
    String me = "process " + ProcessHandle.current().pid();
    assertEquals(Optional.of(me), FolderLock.holder(file));
    Process other = other();
    assertEquals("refused", said(other));
    other.destroy();
    lock.close();
    assertEquals(Optional.empty(), FolderLock.holder(file));
    FolderLock.take(file).orElseThrow().close();
  }

  @Test
  void namesTheProcessThatHoldsIt() throws Exception {
    Path file = folder.resolve("lock");
    Process other = other();
    assertEquals("taken", said(other));
    assertTrue(FolderLock.take(file).isEmpty());
    assertEquals(Optional.of("process " + other.pid()), FolderLock.holder(file));
    other.destroy();
    other.waitFor();
    assertEquals(Optional.empty(), FolderLock.holder(file));
  }

  @Test
  void keepsAShortText() throws IOException {
    try (FolderLock lock = FolderLock.take(folder.resolve("lock")).orElseThrow()) {
      assertEquals("", lock.text());
      lock.text("a longer text");
      lock.text("short");
      assertEquals("short", lock.text());
    }
  }
}
