package jaruek.admin.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the process has around it.
 *
 * @param environment LC_ALL, LANG, NO_COLOR, COLUMNS, TERM
 * @param stdin for {@code --password-stdin} and the file name "-"
 * @param stdout for answers
 * @param stderr for messages and progress
 * @param terminal which of them a person looks at
 */
public record Surroundings(
    Map<String, String> environment,
    InputStream stdin,
    OutputStream stdout,
    OutputStream stderr,
    Terminal terminal) {

  /** Where a person sits, if one does. */
  public interface Terminal {
    /** Whether answers go to a screen. */
    boolean stdoutShown();

    /** Whether messages go to a screen. */
    boolean stderrShown();

    /** The screen's width in cells; empty if it is not known. */
    Optional<Integer> columns();

    /** Asks for a secret without showing it; empty if nobody can be asked. */
    Optional<String> secret(String prompt);

    /** Nobody looks. */
    Terminal NONE =
        new Terminal() {
          @Override
          public boolean stdoutShown() {
            return false;
          }

          @Override
          public boolean stderrShown() {
            return false;
          }

          @Override
          public Optional<Integer> columns() {
            return Optional.empty();
          }

          @Override
          public Optional<String> secret(String prompt) {
            return Optional.empty();
          }
        };
  }

  /** This process's own. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        new ProcessTerminal());
  }

  private static final class ProcessTerminal implements Terminal {
    @Override
    public boolean stdoutShown() {
      return isTerminal(1);
    }

    @Override
    public boolean stderrShown() {
      return isTerminal(2);
    }

    /** System.console() answers for standard input and output together; this asks for one. */
    private static boolean isTerminal(int descriptor) {
      try {
        String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      } catch (IOException | UnsupportedOperationException e) {
        return console().isPresent();
      }
    }

    @Override
    public Optional<Integer> columns() {
      try {
        Process stty =
            new ProcessBuilder("stty", "size")
                .redirectInput(Path.of("/dev/tty").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String size =
            new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII).strip();
        stty.waitFor(1, TimeUnit.SECONDS);
        return size.matches("[0-9]{1,4} [0-9]{1,4}")
            ? Optional.of(Integer.valueOf(size.substring(size.indexOf(' ') + 1)))
            : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }

    @Override
    public Optional<String> secret(String prompt) {
      return console().map(console -> console.readPassword("%s", prompt)).map(String::new);
    }

    /** Null where JDK 25's own console finds no terminal, whatever newer releases promise. */
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<Console> console() {
      return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
  }
}
