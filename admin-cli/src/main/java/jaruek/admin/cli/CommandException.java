package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import java.io.Serial;

/** Ends a command with a message of the bundle and an exit status. */
public final class CommandException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final transient ObjectNode arguments;

  /**
   * An end.
   *
   * @param status one of {@link AdminStatus}
   * @param code a key of the message bundle
   * @param arguments what the message names
   */
  public CommandException(int status, String code, ObjectNode arguments) {
    super(code + " " + arguments);
    this.status = status;
    this.code = code;
    this.arguments = arguments;
  }

  static CommandException usage(String code, String name, String value) {
    return new CommandException(AdminStatus.USAGE, code, AdminCodec.object().put(name, value));
  }

  /** One of {@link AdminStatus}. */
  public int status() {
    return status;
  }

  /** A key of the message bundle. */
  public String code() {
    return code;
  }

  /** What the message names. */
  public ObjectNode arguments() {
    return arguments;
  }
}
