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
  /**
   * CHAP or MS-CHAP for an account that keeps no sealed secret: set its password anew, with CHAP.
   */
  NO_CHAP_SECRET("no-chap-secret"),
  /** No open account is made for a device with this MAC. */
  UNKNOWN_MAC("unknown-mac"),
  /** A device logs in by its MAC, but not through this client. */
  MAC_NOT_ALLOWED("mac-not-allowed"),
  /** A device asks by EAP-MD5 with another password than its MAC. */
  MAC_PASSWORD_DIFFERS("mac-password-differs"),
  /** The name is that of a device, and a device has no password to log in with. */
  DEVICE_ACCOUNT("device-account"),
  /** Too many wrong passwords from this station just before: not even checked. */
  LOCKED("locked"),
  /** Right password, outside the hours of the account's group. */
  OUTSIDE_HOURS("outside-hours"),
  /** Right password, time or data of the plan are used up. */
  QUOTA_USED("quota-used"),
  /** Right password, as many sessions open as the account may have. */
  TOO_MANY_SESSIONS("too-many-sessions"),
  /** A directory decides on this user, and cannot check this method. */
  METHOD_NOT_POSSIBLE("method-not-possible"),
  /** No directory answers. */
  DIRECTORY_UNREACHABLE("directory-unreachable"),
  /** A directory answers, but not as it must for us to work with it: its account, its settings. */
  DIRECTORY_MISCONFIGURED("directory-misconfigured"),
  /** The directory has several users who could be meant. */
  AMBIGUOUS_USER("ambiguous-user"),
  /** The user is in none of the directory's groups that may log in. */
  NOT_IN_GROUP("not-in-group"),
  /** The directory's group stands for one of ours that is not there. */
  GROUP_MISSING("group-missing"),
  /** The directory's user has the name of an account of ours. */
  NAME_OF_LOCAL_ACCOUNT("name-of-local-account"),
  /** The directory says: too many wrong passwords. */
  LOCKED_IN_DIRECTORY("locked-in-directory"),
  /** The directory says: right password, but it is too old. */
  PASSWORD_EXPIRED("password-expired"),
  /** The directory says: right password, but it must be changed first. */
  PASSWORD_MUST_CHANGE("password-must-change"),
  /** The directory says: right password, but only from other computers. */
  WORKSTATION_NOT_ALLOWED("workstation-not-allowed"),
  /** The request names nobody. */
  NO_USER_NAME("no-user-name"),
  /** The request shows nothing by which to know the user. */
  NO_PASSWORD("no-password"),
  /** EAP, and it is not configured. */
  EAP_NOT_OFFERED("eap-not-offered"),
  /** An MS-CHAP response of the wrong size. */
  MSCHAP_MALFORMED("mschap-malformed"),
  /** MS-CHAP without a challenge of the right size. */
  MSCHAP_NO_CHALLENGE("mschap-no-challenge"),
  /** The LM response of MS-CHAPv1: whoever hears it has the password within the hour. */
  MSCHAP_LM("mschap-lm-refused"),
  /** MS-CHAP's wish to change the password. */
  PASSWORD_CHANGE("password-change-refused"),
  /** Too many logins wait for their password to be hashed: no answer, the NAS asks again. */
  BUSY("busy", true),
  /** Something of ours failed: no answer, the NAS asks again or another server. */
  FAILED("failed", true);

  private final String word;
  private final boolean silent;

  Refusal(String word) {
    this(word, false);
  }

  Refusal(String word, boolean silent) {
    this.word = word;
    this.silent = silent;
  }

  /** Whether no answer is given: it says nothing about the user. */
  public boolean silent() {
    return silent;
  }

  /** As it stands in the identity record. */
  public String word() {
    return word;
  }
}
