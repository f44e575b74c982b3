package jaruek.radius.server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's FreeRADIUS with its files back end, on loopback ports of its own. */
final class FreeRadius implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/sbin/freeradius");

  final InetSocketAddress authentication = freePort();
  final InetSocketAddress accounting = freePort();
  private final Path folder;
  private final Process process;

  /**
   * Starts it.
   *
   * @param users its users file
   */
  FreeRadius(Path folder, String users) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("users"), users, StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("radiusd.conf"), configuration(), StandardCharsets.UTF_8);
    process = started(folder);
  }

  /** FreeRADIUS by the configuration in this folder, ready for requests. */
  static Process started(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("log"));
    Process started =
        new ProcessBuilder(PROGRAM.toString(), "-f", "-l", "stdout", "-d", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    RunningServer.await(
        () -> !started.isAlive() || read(folder, "log").contains("Ready to process requests"));
    if (!started.isAlive()) {
      throw new IOException("FreeRADIUS does not start: " + read(folder, "log"));
    }
    return started;
  }

  static InetSocketAddress freePort() {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What it has written into a file of its folder so far. */
  static String read(Path folder, String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private String configuration() {
    return """
    prefix = /usr
    raddbdir = %1$s
    logdir = %1$s
    run_dir = %1$s
    libdir = /usr/lib/freeradius
    name = oracle
    log {
      destination = stdout
    }
    security {
      allow_core_dumps = no
      max_attributes = 200
      reject_delay = 0
      status_server = yes
    }
    client oracle {
      ipaddr = 127.0.0.1
      secret = %2$s
      require_message_authenticator = no
    }
    modules {
      files {
        filename = %1$s/users
      }
      always ok {
        rcode = ok
      }
      pap {
      }
      chap {
      }
      mschap {
      }
      expiration {
      }
    }
    server oracle {
      listen {
        type = auth
        ipaddr = 127.0.0.1
        port = %3$d
      }
      listen {
        type = acct
        ipaddr = 127.0.0.1
        port = %4$d
      }
      authorize {
        files
        chap
        mschap
        expiration
        pap
      }
      authenticate {
        Auth-Type PAP {
          pap
        }
        Auth-Type CHAP {
          chap
        }
        Auth-Type MS-CHAP {
          mschap
        }
      }
      preacct {
      }
      accounting {
        ok
      }
    }
    """
        .formatted(folder, RunningServer.SECRET, authentication.getPort(), accounting.getPort());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
