package jaruek.radius.session;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How the NAS itself names a session, to the byte: a request about it (RFC 5176 section 3) must
 * name it the same way.
 *
 * @param nasAddress NAS-IP-Address or NAS-IPv6-Address, network order; null if it sent none
 * @param nasIdentifier NAS-Identifier
 * @param callingStation Calling-Station-Id as it came
 * @param nasPort NAS-Port, 0 to 2^32-1
 * @param nasPortId NAS-Port-Id
 * @param multiSession Acct-Multi-Session-Id
 * @param classes the Class attribute that came with the session's accounting, as it came
 */
public record Identification(
    byte @Nullable [] nasAddress,
    @Nullable String nasIdentifier,
    @Nullable String callingStation,
    OptionalLong nasPort,
    @Nullable String nasPortId,
    @Nullable String multiSession,
    byte @Nullable [] classes) {
  /** Nothing is known. */
  public static final Identification NONE =
      new Identification(null, null, null, OptionalLong.empty(), null, null, null);

  /** Whether it says the same, to the byte. */
  boolean isSameAs(Identification other) {
    return Arrays.equals(nasAddress, other.nasAddress)
        && Objects.equals(nasIdentifier, other.nasIdentifier)
        && Objects.equals(callingStation, other.callingStation)
        && nasPort.equals(other.nasPort)
        && Objects.equals(nasPortId, other.nasPortId)
        && Objects.equals(multiSession, other.multiSession)
        && Arrays.equals(classes, other.classes);
  }

  void write(ImageWriter out) {
    boolean known = !equals(NONE);
    out.flag(known);
    if (!known) return;
    out.bytes(nasAddress);
    out.text(nasIdentifier);
    out.text(callingStation);
    out.optional(nasPort);
    out.text(nasPortId);
    out.text(multiSession);
    out.bytes(classes);
  }

  static Identification read(ImageReader in) {
    if (!in.flag()) return NONE;
    return new Identification(
        in.bytes(), in.text(), in.text(), in.optional(), in.text(), in.text(), in.bytes());
  }
}
