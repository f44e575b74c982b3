package jaruek.radius.eap;

import jaruek.radius.account.Account;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a method does next: values, so that a method in a tunnel is the same as one without. */
sealed interface Step {
  /** Ask the peer. */
  record Request(int type, byte[] data) implements Step {}

  /**
   * Ask somebody else first, then go on.
   *
   * @param question may be put again after a {@link Dropped}
   * @param then with the answer, on one of our threads
   */
  record Later<T>(Consumer<Consumer<T>> question, Function<T, Step> then) implements Step {
    /** The same, with the step that comes after changed. */
    Later<T> map(Function<Step, Step> change) {
      return new Later<>(question, answer -> change.apply(then.apply(answer)));
    }
  }

  /** The peer is who it says. */
  record Finished(Account account, String userName, byte @Nullable [] msk, String method)
      implements Step {}

  /** It is not, or did what must not be. */
  record Refused(String reason, @Nullable String userName) implements Step {}

  /** No answer; all stays as it was. */
  record Dropped(String reason) implements Step {}
}
