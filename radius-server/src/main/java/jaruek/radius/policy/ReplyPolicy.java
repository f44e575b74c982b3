package jaruek.radius.policy;

import jaruek.radius.account.Account;
import jaruek.radius.account.Terms;
import jaruek.radius.login.Asking;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.Packet;
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

  /** For somebody of another realm: by what is said of the realm, over what is said of the NAS. */
  default List<Attribute> attributes(Terms terms, String client, Packet request) {
    return List.of();
  }
}
