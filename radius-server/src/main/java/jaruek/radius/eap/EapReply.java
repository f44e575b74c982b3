package jaruek.radius.eap;

import jaruek.radius.account.Account;
import org.jspecify.annotations.Nullable;

/** What comes of a message; {@code message} is for the EAP-Message attributes of the reply. */
public sealed interface EapReply {
  /** To Access-Challenge. */
  record Challenge(byte[] message, byte[] state) implements EapReply {}

  /**
   * To Access-Accept.
   *
   * @param userName the inner one, where there is a tunnel
   * @param msk 64 bytes, the first 32 for MS-MPPE-Recv-Key, the others for MS-MPPE-Send-Key (RFC
   *     2548 section 2.4); null of methods that make no key
   * @param method as {@code peap-mschapv2}
   */
  record Success(
      byte[] message, String userName, Account account, byte @Nullable [] msk, String method)
      implements EapReply {}

  /**
   * To Access-Reject.
   *
   * @param userName the inner one as far as it is known
   * @param reason one word for the identity record
   */
  record Failure(byte[] message, @Nullable String userName, String reason) implements EapReply {}

  /**
   * To Access-Challenge with Error-Cause 202, "Invalid EAP Packet (Ignored)": what came changes
   * nothing, and the last request stands (RFC 3579 section 2.2).
   */
  record Ignored(byte[] message, byte[] state, String reason) implements EapReply {}

  /** No answer: the NAS asks again. */
  record Discard(String reason) implements EapReply {}
}
