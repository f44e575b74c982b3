package jaruek.retention.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether files have changed. */
public final class FileStamps {
  private FileStamps() {}

  /** Sizes, times and inodes of the files; a file that is not there has none. */
  public static List<String> of(List<Path> files) {
    List<String> stamp = new ArrayList<>();
    for (Path file : files) {
      try {
        stamp.add(Files.readAttributes(file, "unix:ino,size,lastModifiedTime").toString());
      } catch (IOException e) {
        stamp.add("");
      }
    }
    return stamp;
  }
}
