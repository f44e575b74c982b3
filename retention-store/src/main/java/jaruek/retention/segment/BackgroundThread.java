package jaruek.retention.segment;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that step back where the processors do not suffice: sealing late costs nothing, a
 * datagram that nobody took from the kernel in time is lost. The JVM hands thread priorities to
 * Linux only for root and with a flag, so the system is asked itself.
 */
public final class BackgroundThread {
  private static final Logger log = LoggerFactory.getLogger(BackgroundThread.class);

  /** On Linux's scale to 19: about a tenth of the time of a thread that also wants to run. */
  private static final int NICENESS = 10;

  private static final int THIS_THREAD = 0;
  private static final int PRIO_PROCESS = 0; // which is a thread, to Linux

  private BackgroundThread() {}

  /** Makes the calling thread, and those it starts from now on, step back; for ever. */
  @SuppressWarnings("restricted") // config/jvm.options enables native access
  public static void stepBack() {
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle setPriority =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("setpriority"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));
      int failed = (int) setPriority.invokeExact(PRIO_PROCESS, THIS_THREAD, NICENESS);
      if (failed != 0) log.debug("sealing runs at the usual priority: the system refused another");
    } catch (Throwable e) { // as invokeExact declares; without it everything works as well
      log.debug("sealing runs at the usual priority", e);
    }
  }
}
