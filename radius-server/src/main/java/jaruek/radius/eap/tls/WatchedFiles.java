package jaruek.radius.eap.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is read from files that may be changed while we run: looked at again at most every {@link
 * #LOOK_MILLIS}. Where the new ones cannot be used the old content stays, and the log says why.
 */
final class WatchedFiles<T> {
  static final long LOOK_MILLIS = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

  private final List<Path> files;
  private final Supplier<T> reading;
  private final InstantSource clock;
  private final LongAdder failures;
  private @Nullable T content;
  private List<Stamp> stamps = List.of();
  private long lookedAtMillis;

  private record Stamp(long bytes, long modifiedMillis, @Nullable Object key) {}

  WatchedFiles(List<Path> files, Supplier<T> reading, InstantSource clock, LongAdder failures) {
    this.files = List.copyOf(files);
    this.reading = reading;
    this.clock = clock;
    this.failures = failures;
  }

  /** Reads for the first time; what is wrong is thrown. */
  synchronized void start() {
    stamps = stamps();
    lookedAtMillis = clock.millis();
    content = reading.get();
  }

  synchronized T get() {
    long now = clock.millis();
    if (Math.abs(now - lookedAtMillis) >= LOOK_MILLIS) {
      lookedAtMillis = now;
      List<Stamp> found = stamps();
      if (!found.equals(stamps)) {
        stamps = found;
        read();
      }
    }
    return Objects.requireNonNull(content, "files were not read");
  }

  private void read() {
    try {
      content = reading.get();
      LOG.info("read again, since it changed: {}", files);
    } catch (TlsException e) {
      failures.increment();
      LOG.error("changed, but the old content stays in use: {}", e.getMessage());
    }
  }

  private List<Stamp> stamps() {
    return files.stream().map(WatchedFiles::stamp).toList();
  }

  private static Stamp stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.size(), now.lastModifiedTime().toMillis(), now.fileKey());
    } catch (IOException e) {
      return new Stamp(-1, 0, null);
    }
  }
}
