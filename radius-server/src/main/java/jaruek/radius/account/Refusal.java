package jaruek.radius.account;

/** Why credentials are not accepted. The words are the reasons in identity records. */
public enum Refusal {
  /** The account is there, the password is another. */
  BAD_PASSWORD("bad-password"),
  /** No open account has this name. */
  UNKNOWN_USER("unknown-user"),
  /** Right password, account past its date. */
  EXPIRED("expired"),
  /** Right password, account disabled. */
  DISABLED("disabled"),
  /** CHAP for an account that keeps no sealed secret: set its password anew, with CHAP. */
  NO_CHAP_SECRET("no-chap-secret");

  private final String word;

  Refusal(String word) {
    this.word = word;
  }

  /** As it stands in the identity record. */
  public String word() {
    return word;
  }
}
