package jaruek.radius.account;

/**
 * An attribute to be sent to the NAS, by its name in a dictionary.
 *
 * @param value as text
 */
public record ReplyAttribute(String name, String value) {
  /** As it is written. */
  @Override
  public String toString() {
    return name + "=" + value;
  }

  /**
   * Reads {@code NAME=VALUE}.
   *
   * @throws AccountException if it is not like that
   */
  public static ReplyAttribute parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? "" : text.substring(0, equals).strip();
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")) {
      throw new AccountException("the attribute is not like NAME=VALUE");
    }
    String value = AccountRules.text("the attribute", text.substring(equals + 1));
    if (value == null) throw new AccountException("the attribute " + name + " has no value");
    return new ReplyAttribute(name, value);
  }
}
