package jaruek.radius.eap;

import jaruek.radius.account.Refusal;
import jaruek.radius.login.Proof;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.MacAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * MAC authentication by EAP-MD5, as switches do it for a device that speaks no 802.1X: its address
 * is name and password. Only an account made for a device is let in by it.
 */
final class MacMethod implements Method {
  private final Peer peer;
  private final Md5Method md5;
  private final boolean peopleToo;

  /**
   * For a peer that is a device.
   *
   * @param peopleToo whether a password other than the address is looked at
   */
  MacMethod(Peer peer, Md5Method md5, boolean peopleToo) {
    this.peer = peer;
    this.md5 = md5;
    this.peopleToo = peopleToo;
  }

  @Override
  public int type() {
    return md5.type();
  }

  @Override
  public Step begin(int id) {
    return md5.begin(id);
  }

  @Override
  public Step answer(EapPacket response) {
    Proof.Chap proof = md5.proof(response);
    String name = peer.identity();
    MacAddress mac = peer.device().orElse(null);
    if (proof != null && mac != null && isOfAddress(proof, name, mac)) {
      peer.identify(mac.toString());
      return peer.check(
          new Proof.Mac(mac.toString()),
          "mac",
          (account, keys) ->
              new Step.Finished(account, account.userName(), null, peer.method("mac")));
    }
    if (proof == null || peopleToo) return md5.answer(response);
    return new Step.Refused(Refusal.MAC_PASSWORD_DIFFERS.word(), name);
  }

  private static boolean isOfAddress(Proof.Chap proof, String name, MacAddress mac) {
    boolean is = false;
    for (String written : forms(name, mac)) {
      byte[] password = written.getBytes(StandardCharsets.UTF_8);
      byte[] right = SharedSecret.chapResponse(proof.id(), password, proof.challenge());
      is |= MessageDigest.isEqual(right, proof.response());
    }
    return is;
  }

  /** Switches may be told to write the password otherwise than the name. */
  private static Set<String> forms(String name, MacAddress mac) {
    Set<String> forms = new LinkedHashSet<>(Set.of(name));
    String digits = mac.toString().replace(":", "");
    for (int group : new int[] {12, 2, 4, 6}) {
      for (String between : new String[] {":", "-", ".", " "}) {
        String written = digits.replaceAll("(.{" + group + "})(?=.)", "$1" + between);
        forms.add(written);
        forms.add(written.toUpperCase(Locale.ROOT));
      }
    }
    return forms;
  }
}
