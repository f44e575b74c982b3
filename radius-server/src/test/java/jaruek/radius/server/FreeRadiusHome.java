package jaruek.radius.server;

import jaruek.radius.eap.OfficePki;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.proxy.HomeServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Debian's FreeRADIUS as the home server of a realm: PAP, CHAP, MS-CHAP, PEAP, accounting. */
final class FreeRadiusHome implements AutoCloseable {
  static final String SECRET = "between the two proxies";

  /** As impatient as a test. */
  static final HomeServer.Times TIMES =
      new HomeServer.Times(
          Duration.ofMillis(1500),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          3,
          Duration.ofSeconds(2));

  final InetSocketAddress authentication = FreeRadius.freePort();
  final InetSocketAddress accounting = FreeRadius.freePort();
  private final Path folder;
  private Process process;

  FreeRadiusHome(Path folder, String users, OfficePki pki) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("users"), users, StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("radiusd.conf"), configuration(pki), StandardCharsets.UTF_8);
    process = FreeRadius.started(folder);
  }

  /** As a proxy sees it; before 3.2.5 it sends no Message-Authenticator but with EAP. */
  HomeServer as(String name) {
    return new HomeServer(
        name, authentication, accounting, SharedSecret.of(SECRET), false, true, TIMES);
  }

  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void restart() throws IOException {
    process = FreeRadius.started(folder);
  }

  /** Requests and accounting as it saw them. */
  String seen() {
    return FreeRadius.read(folder, "seen");
  }

  private String configuration(OfficePki pki) {
    return """
    prefix = /usr
    raddbdir = %1$s
    logdir = %1$s
    run_dir = %1$s
    libdir = /usr/lib/freeradius
    name = home
    log {
      destination = stdout
    }
    security {
      max_attributes = 200
      reject_delay = 0
      status_server = yes
    }
    client proxy {
      ipaddr = 127.0.0.1
      secret = "%2$s"
      require_message_authenticator = yes
    }
    modules {
      files {
        filename = %1$s/users
      }
      pap {
      }
      chap {
      }
      mschap {
      }
      detail {
        filename = %1$s/seen
        permissions = 0600
      }
      eap {
        default_eap_type = peap
        timer_expire = 60
        max_sessions = 4096
        tls-config common {
          private_key_file = %5$s
          certificate_file = %6$s
          ca_file = %7$s
          tls_min_version = "1.2"
          tls_max_version = "1.2"
        }
        mschapv2 {
        }
        peap {
          tls = common
          default_eap_type = mschapv2
          copy_request_to_tunnel = no
          use_tunneled_reply = no
          virtual_server = "inner"
        }
      }
    }
    server home {
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
        detail
        eap {
          ok = return
        }
        files
        chap
        mschap
        pap
      }
      authenticate {
        eap
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
        detail
      }
    }
    server inner {
      authorize {
        eap {
          ok = return
        }
        files
        mschap
      }
      authenticate {
        eap
        Auth-Type MS-CHAP {
          mschap
        }
      }
    }
    """
        .formatted(
            folder,
            SECRET,
            authentication.getPort(),
            accounting.getPort(),
            pki.file("server.key"),
            pki.file("server.pem"),
            pki.file("ca.pem"));
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
