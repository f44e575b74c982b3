package jaruek.radius.eap;

import jaruek.radius.account.Account;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.DeviceAddress;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.radius.mschap.MsChapKeys;
import jaruek.retention.record.MacAddress;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whom we talk with: the request that came last, the name given, and whom to ask about it. */
final class Peer {
  private final Logins logins;
  private final String methodPrefix;
  private Asking asking;
  private String identity = "";

  Peer(Logins logins, Asking asking, String methodPrefix) {
    this.logins = logins;
    this.asking = asking;
    this.methodPrefix = methodPrefix;
  }

  /** The same as seen from within a tunnel. */
  Peer inner(String prefix) {
    return new Peer(logins, asking, prefix);
  }

  void asks(Asking now) {
    asking = now;
  }

  Asking asking() {
    return asking;
  }

  /** The name as the peer gave it; empty if it gave none. */
  String identity() {
    return identity;
  }

  void identify(String name) {
    identity = name;
  }

  /** The address, if it is a device that asks as itself: MAB. */
  Optional<MacAddress> device() {
    return DeviceAddress.of(identity, asking.packet());
  }

  /** Whether it is such a device, and its client may let none in by their addresses. */
  boolean isDeviceKeptOut() {
    return !asking.client().macAuthentication() && device().isPresent();
  }

  /** What comes of proof that was accepted. */
  interface Welcome {
    Step step(Account account, @Nullable MsChapKeys keys);
  }

  /** Has a proof checked under the present identity; refused is refused. */
  Step check(Proof proof, String method, Welcome welcome) {
    return check(proof, method, welcome, reason -> new Step.Refused(reason.why().word(), identity));
  }

  /** Has a proof checked; silence stays silence. */
  Step check(Proof proof, String method, Welcome welcome, Function<Outcome.Refused, Step> refused) {
    String user = identity;
    if (user.isEmpty()) return new Step.Refused("no-user-name", null);
    Attempt attempt = new Attempt(user, proof, asking.by(methodPrefix + method));
    return new Step.Later<Outcome>(
        answer -> logins.check(attempt, answer),
        outcome ->
            switch (outcome) {
              case Outcome.Accepted(var account, var keys) -> welcome.step(account, keys);
              case Outcome.Refused no ->
                  no.why().silent() ? new Step.Dropped(no.why().word()) : refused.apply(no);
            });
  }

  /** The word of a method for events. */
  String method(String method) {
    return methodPrefix + method;
  }
}
