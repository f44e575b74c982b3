package jaruek.radius.login;

import jaruek.radius.account.Account;
import jaruek.radius.account.Refusal;
import jaruek.radius.mschap.MsChapKeys;
import org.jspecify.annotations.Nullable;

/** What came of an attempt. */
public sealed interface Outcome {
  /**
   * Let in.
   *
   * @param keys after {@link Proof.MsChap} and {@link Proof.MsChap2}, null after others
   */
  record Accepted(Account account, @Nullable MsChapKeys keys) implements Outcome {}

  /** Kept out; if {@link Refusal#silent} without an answer, so that the NAS asks again. */
  record Refused(Refusal why) implements Outcome {}
}
