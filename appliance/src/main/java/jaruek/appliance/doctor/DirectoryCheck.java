package jaruek.appliance.doctor;

import jaruek.radius.directory.DirectoryConfig;
import jaruek.radius.directory.DirectoryException;
import jaruek.radius.directory.DirectoryProbe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each server of the directory answers, takes our service account and has the base of users. */
public final class DirectoryCheck implements Check {
  private final @Nullable DirectoryConfig config;

  /** Of this directory; null if there is none. */
  public DirectoryCheck(@Nullable DirectoryConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "directory";
  }

  @Override
  public List<Finding> look() {
    if (config == null) return List.of(Finding.ok(name(), "directory-none"));
    try {
      return DirectoryProbe.ask(config).stream().map(this::finding).toList();
    } catch (DirectoryException e) {
      return List.of(wrong("-", String.valueOf(e.getMessage())));
    }
  }

  private Finding finding(DirectoryProbe.Reply reply) {
    String server = reply.server().toString();
    String problem = reply.problem();
    return problem == null
        ? Finding.ok(name(), "directory-good", "server", server)
        : wrong(server, problem);
  }

  /** Who cannot log in is no loss of records. */
  private Finding wrong(String server, String problem) {
    return Finding.warning(name(), "directory-wrong", "server", server, "problem", problem);
  }
}
