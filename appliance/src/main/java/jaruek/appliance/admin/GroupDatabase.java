package jaruek.appliance.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system's groups and their members. */
@FunctionalInterface
public interface GroupDatabase {
  /** Whether the group's list of members names the user. */
  boolean isMember(String user, String group);

  /**
   * The groups of a file like /etc/group, read at each question so that a change counts at once. A
   * file that cannot be read has no members.
   */
  static GroupDatabase ofFile(Path file) {
    return (user, group) -> {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(4 * 1024 * 1024);
        return new String(bytes, StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.split(":", -1))
            .filter(fields -> fields.length == 4 && fields[0].equals(group))
            .anyMatch(fields -> Arrays.asList(fields[3].split(",", -1)).contains(user));
      } catch (IOException e) {
        Logger log = LoggerFactory.getLogger(GroupDatabase.class);
        log.warn("the groups in {} cannot be read, so they have no members", file, e);
        return false;
      }
    };
  }
}
