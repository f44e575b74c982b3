package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import java.io.Serial;

/** Ends a command with an answer other than done. */
public final class AdminRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient AdminReply.End end;

  /** Ends with this status and code; names and values of the message's arguments in turn. */
  public AdminRefusal(int status, String code, String... arguments) {
    super(code, null, false, false);
    this.end = end(status, code, arguments);
  }

  /** The last line of an answer; names and values of the message's arguments in turn. */
  public static AdminReply.End end(int status, String code, String... arguments) {
    ObjectNode named = AdminCodec.object();
    for (int i = 0; i < arguments.length; i += 2) named.put(arguments[i], arguments[i + 1]);
    return new AdminReply.End(status, code, named);
  }

  /** An argument that is not what it must be. */
  public static AdminRefusal invalid(String argument, String value, String expected) {
    String shown = value.length() > 200 ? value.substring(0, 200) + "…" : value;
    return new AdminRefusal(
        AdminStatus.USAGE,
        AdminCodes.ARGUMENT_INVALID,
        "argument",
        argument,
        "value",
        shown,
        "expected",
        expected);
  }

  /** The answer's last line. */
  public AdminReply.End end() {
    return end;
  }
}
