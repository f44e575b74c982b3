package jaruek.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminRequest;
import java.io.IOException;
import java.util.Arrays;

/**
 * Asks the daemon the same question several times and says how long the answer took, connection and
 * every row included, and how many rows it had.
 *
 * <p>Arguments: socket, times, command, then name=value for each of its arguments.
 */
public final class AdminTime {
  private AdminTime() {}

  /** Runs once. */
  public static void main(String[] args) throws IOException {
    AdminAsk daemon = new AdminAsk(args[0]);
    double[] millis = new double[Integer.parseInt(args[1])];
    ObjectNode arguments = AdminCodec.object();
    for (int i = 3; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      String value = args[i].substring(equals + 1);
      if (value.matches("[0-9]+"))
        arguments.put(args[i].substring(0, equals), Long.parseLong(value));
      else arguments.put(args[i].substring(0, equals), value);
    }
    int rows = 0;
    for (int i = 0; i < millis.length; i++) {
      long started = System.nanoTime();
      rows = daemon.ask(new AdminRequest(args[2], arguments)).size();
      millis[i] = (System.nanoTime() - started) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    System.out.printf(
        "first=%.0f best=%.0f median=%.0f rows=%d%n",
        first, millis[0], millis[millis.length / 2], rows);
  }
}
