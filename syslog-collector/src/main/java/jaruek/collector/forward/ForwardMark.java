package jaruek.collector.forward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a target has come, in a file of its own: one line, the next frame's position and when the
 * one before it was received. Not forced to the disk: after a power cut the target gets some frames
 * again.
 */
final class ForwardMark {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardMark.class);
  private static final Pattern LINE = Pattern.compile("([0-9]{1,18}) ([0-9]{1,18})\n");
  private static final int BYTES_MAX = 64;

  private final Path file;

  ForwardMark(Path folder, String name) {
    file = folder.resolve(name + ".mark");
  }

  /**
   * @param position of the next frame
   * @param atMillis when the frame before it was received
   */
  record Place(long position, long atMillis) {}

  /** Empty for a new target; also if the file is damaged, which is said. */
  Optional<Place> read() throws IOException {
    if (!Files.exists(file)) return Optional.empty();
    String text = Files.size(file) > BYTES_MAX ? "" : Files.readString(file);
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      LOG.warn("{} is damaged; its target gets what is received from now on", file);
      return Optional.empty();
    }
    return Optional.of(new Place(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))));
  }

  void write(Place place) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(next, place.position() + " " + place.atMillis() + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
