package jaruek.appliance.admin;

import jaruek.radius.account.AccountException;
import jaruek.radius.account.Setting;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns what an account's rules complain about into the asker's fault. */
final class Ruled {
  /** What a rule complains about, by how its message begins. */
  private static final Map<String, String> ARGUMENT_OF = arguments();

  private Ruled() {}

  private static Map<String, String> arguments() {
    Map<String, String> arguments = new LinkedHashMap<>();
    // the longer first: "the vlan-tag" begins like "the vlan"
    for (Setting setting : Setting.values()) {
      arguments.put("the " + setting.word() + " ", TermsArguments.argument(setting));
    }
    arguments.put("the attribute", "attribute");
    arguments.put("the password", "password");
    arguments.put("the full name", "fullName");
    arguments.put("the department", "department");
    arguments.put("the national id", "nationalId");
    arguments.put("the phone", "phone");
    arguments.put("the e-mail", "email");
    arguments.put("the mac", "macs");
    arguments.put("the column", "extra");
    arguments.put("the note", "note");
    arguments.put("the group", "group");
    return arguments;
  }

  /** Something that rules may refuse. */
  interface Action<T> {
    T run() throws AdminRefusal;
  }

  /** Does it; its message, which never holds a password, is told as the argument's fault. */
  static <T> T of(Action<T> action) throws AdminRefusal {
    try {
      return action.run();
    } catch (AccountException e) {
      if (e.getCause() != null) throw e;
      String message = String.valueOf(e.getMessage());
      String argument =
          ARGUMENT_OF.entrySet().stream()
              .filter(entry -> message.startsWith(entry.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse("user");
      throw AdminRefusal.invalid(argument, "", message);
    }
  }
}
