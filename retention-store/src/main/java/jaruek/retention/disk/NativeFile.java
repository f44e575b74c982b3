package jaruek.retention.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A file or folder by its descriptor, for the two calls Java does not offer: reserving blocks
 * without touching what is there (a mapped write to a full disk kills the process with SIGBUS or
 * tears an excerpt), and fsync that an interrupt of the calling thread does not turn into a closed
 * channel. Linux writes pages dirtied through a mapping at fsync too.
 */
public final class NativeFile implements Disk {
  private static final int READ_WRITE = 2;
  private static final int READ_ONLY = 0;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int INTERRUPTED = 4;

  private static final MethodHandle OPEN =
      call(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle SYNC =
      call("fsync", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle ALLOCATE =
      call(
          "posix_fallocate",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));

  private final Path path;
  private int descriptor;

  private NativeFile(Path path, int flags) throws IOException {
    this.path = path;
    try (Arena arena = Arena.ofConfined()) {
      descriptor = invoke(OPEN, arena.allocateFrom(path.toString()), flags | CLOSE_ON_EXEC);
    }
    if (descriptor < 0) throw new IOException("cannot open " + path);
  }

  /** An existing file. */
  public static NativeFile file(Path path) throws IOException {
    return new NativeFile(path, READ_WRITE);
  }

  /** Forces a folder: the names in it last from then on. */
  public static void syncDirectory(Path path) throws IOException {
    try (NativeFile directory = new NativeFile(path, READ_ONLY)) {
      directory.sync();
    }
  }

  @Override
  public void reserve(long from, long length) throws IOException {
    int error;
    do {
      error = invoke(ALLOCATE, descriptor, from, length);
    } while (error == INTERRUPTED);
    if (error != 0) {
      throw new IOException(
          "%d bytes of %s could not be reserved (%s)"
              .formatted(
                  length, path, error == 28 ? "no space left on the disk" : "errno " + error));
    }
  }

  @Override
  public void sync() throws IOException {
    if (invoke(SYNC, descriptor) != 0) throw new IOException("fsync of " + path + " failed");
  }

  @Override
  public void close() {
    if (descriptor < 0) return;
    int _ = invoke(CLOSE, descriptor);
    descriptor = -1;
  }

  @SuppressWarnings("restricted") // config/jvm.options enables native access
  private static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address = linker.defaultLookup().findOrThrow(name);
    return linker.downcallHandle(address, type, options);
  }

  private static int invoke(MethodHandle call, Object... arguments) {
    try {
      return (int) call.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("a system call could not be made", e);
    }
  }
}
