package jaruek.radius.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** A copy of the account file that is whole though a server may be writing to it. */
public final class AccountCopy {
  private AccountCopy() {}

  /**
   * Copies it as of one moment; nothing if there are no accounts.
   *
   * @throws AccountException if it cannot be read or written
   */
  public static void make(Path from, Path to) {
    if (!Files.exists(from)) return;
    Path partial = to.resolveSibling(".copying-" + to.getFileName());
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(10_000);
    try {
      Files.deleteIfExists(partial);
      try (Connection connection = config.createConnection("jdbc:sqlite:" + from.toAbsolutePath());
          PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
        copy.setString(1, partial.toString());
        copy.execute();
      }
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rw-------"));
      Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (SQLException | IOException e) {
      throw new AccountException("accounts cannot be copied to " + to + ": " + e.getMessage(), e);
    }
  }
}
