package jaruek.radius.directory;

import jaruek.radius.login.Asking;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.radius.login.RadiusClientRef;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Attempts on logins, and what came of them in words. */
final class Asked {
  private Asked() {}

  static String password(Logins logins, String user, String password) {
    return ask(logins, attempt(user, password));
  }

  static Attempt attempt(String user, String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return new Attempt(user, new Proof.Password(bytes), asking());
  }

  static String presence(Logins logins, String user) {
    return ask(logins, user, new Proof.Certificate(List.of()));
  }

  static String ask(Logins logins, String user, Proof proof) {
    return ask(logins, new Attempt(user, proof, asking()));
  }

  /** {@code NAME/FULL NAME/GROUP}, or the word of the refusal. */
  private static String ask(Logins logins, Attempt attempt) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    logins.check(
        attempt,
        outcome -> {
          if (!answer.complete(outcome)) throw new AssertionError("answered twice");
        });
    return switch (answer.orTimeout(60, TimeUnit.SECONDS).join()) {
      case Outcome.Accepted yes ->
          yes.account().userName()
              + "/"
              + yes.account().fullName()
              + "/"
              + yes.account().permit().group();
      case Outcome.Refused no -> no.why().word();
    };
  }

  private static Asking asking() {
    byte[] request =
        PacketWriter.request(
            PacketCode.ACCESS_REQUEST, 1, new byte[16], List.of(), SharedSecret.of("secret"));
    if (!(PacketCheck.check(request) instanceof Checked.Sound(Packet packet))) {
      throw new AssertionError("no packet");
    }
    return new Asking(new RadiusClientRef("gw1", true), null, null, null, "pap", 0, packet);
  }
}
