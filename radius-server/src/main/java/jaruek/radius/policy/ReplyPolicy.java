package jaruek.radius.policy;

import jaruek.radius.account.Account;
import jaruek.radius.login.Asking;
import jaruek.radius.packet.Attribute;
import java.util.List;

/** Decides what an Access-Accept holds beyond the proof of the login. Any thread may call. */
@FunctionalInterface
public interface ReplyPolicy {
  /** Nothing of its own. */
  ReplyPolicy NONE = (account, asking) -> List.of();

  /**
   * The attributes in their order. A Session-Timeout among them counts if it is shorter than the
   * time to the account's expiry. Must not wait.
   */
  List<Attribute> attributes(Account account, Asking asking);
}
