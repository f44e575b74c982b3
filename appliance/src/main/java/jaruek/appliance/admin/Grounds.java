package jaruek.appliance.admin;

/** On what grounds a command may be asked. */
public enum Grounds {
  /** None: it reads nothing about anyone's traffic. */
  NONE,
  /** An open case whose time range holds the question's times. */
  CASE,
  /** Such a case, or a reason in words. */
  CASE_OR_REASON
}
