package jaruek.appliance.imports;

import java.io.IOException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The things in a file, one after the other. */
interface FileItems extends AutoCloseable {
  /**
   * The next one; null at the end.
   *
   * @throws IOException where the file cannot be read any further; what came before is good
   */
  @Nullable FileItem next() throws IOException;

  /** What was read: lines, packets or flows. */
  long read();

  /** What of that gives no item, by reason. */
  SortedMap<String, Long> skipped();

  @Override
  void close() throws IOException;
}
