package jaruek.radius.server;

/** What is done with a request seen before, the same on both ports. */
final class Repeats {
  private Repeats() {}

  /** Whether this is one: then it is counted, and answered if the first one was. */
  static boolean answered(
      Exchange exchange, Duplicates duplicates, Outbox outbox, PortMeter meter) {
    return answered(exchange, duplicates, outbox, meter, () -> {});
  }

  /** The same; of one in work somebody else is told. */
  static boolean answered(
      Exchange exchange, Duplicates duplicates, Outbox outbox, PortMeter meter, Runnable inWork) {
    Duplicates.Entry known = duplicates.find(exchange.key(), exchange.packet().authenticator());
    if (known == null) return false;
    byte[] reply = known.reply();
    if (reply == null) {
      meter.count("duplicates-in-flight");
      inWork.run();
    } else {
      meter.count("duplicates-answered");
      outbox.add(exchange, reply);
    }
    return true;
  }
}
