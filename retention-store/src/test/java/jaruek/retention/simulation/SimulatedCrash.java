package jaruek.retention.simulation;

/** The machine is gone: nobody may catch it and go on. */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  SimulatedCrash(long operation) {
    super("crash at operation " + operation, null, false, false);
  }
}
