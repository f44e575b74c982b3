package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.logging.Logging;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code jaruek serve}: the appliance in the foreground, until it is told to stop. */
final class ServeCommand {
  private ServeCommand() {}

  static int run(CommandContext context, ObjectNode arguments) {
    Configuration configuration = ConfigurationFile.read(context);
    Logging.daemon();
    Logger log = LoggerFactory.getLogger(ServeCommand.class);
    Appliance appliance = new Appliance(configuration, InstantSource.system());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  appliance.close();
                  log.info("stopped");
                  stopped.countDown();
                },
                "jaruek-stop"));
    try {
      appliance.start();
    } catch (RuntimeException e) { // every part says in words what is wrong and what to do
      log.error("cannot start: {}", e.getMessage());
      log.debug("cannot start", e);
      return AdminStatus.UNREACHABLE;
    }
    log.info("{}", appliance.listening());
    await(stopped);
    return AdminStatus.DONE;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
