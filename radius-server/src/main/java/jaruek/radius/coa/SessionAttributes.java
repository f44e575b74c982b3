package jaruek.radius.coa;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.session.Identification;
import jaruek.radius.session.OpenSession;
import jaruek.retention.record.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a session is named in a request, RFC 5176 section 3: the NAS's words, to the byte. */
final class SessionAttributes {
  private SessionAttributes() {}

  /** All that names the NAS and the session. All of it must fit, or the NAS refuses. */
  static List<Attribute> full(OpenSession session) {
    List<Attribute> all = new ArrayList<>();
    Identification known = session.identification();
    nas(session, known, all);
    text(all, AttributeType.USER_NAME, session.userName());
    text(all, AttributeType.ACCT_SESSION_ID, session.sessionId());
    text(all, AttributeType.CALLING_STATION_ID, known.callingStation());
    text(all, AttributeType.ACCT_MULTI_SESSION_ID, known.multiSession());
    known.nasPort().ifPresent(port -> all.add(Attribute.number(AttributeType.NAS_PORT, port)));
    text(all, AttributeType.NAS_PORT_ID, known.nasPortId());
    IpAddress address = session.address();
    if (address != null) all.add(new Attribute(AttributeType.FRAMED_IP_ADDRESS, address.bytes()));
    return all;
  }

  private static void nas(OpenSession session, Identification known, List<Attribute> all) {
    byte[] address = known.nasAddress();
    boolean told = address != null || known.nasIdentifier() != null;
    Optional<IpAddress> stored = told ? Optional.empty() : IpAddress.parse(session.nas());
    if (address == null && stored.isPresent()) address = stored.get().bytes();
    if (address != null) {
      boolean four = address.length == 4;
      all.add(
          new Attribute(
              four ? AttributeType.NAS_IP_ADDRESS : AttributeType.NAS_IPV6_ADDRESS, address));
    }
    boolean named = !told && stored.isEmpty();
    text(all, AttributeType.NAS_IDENTIFIER, named ? session.nas() : known.nasIdentifier());
  }

  /**
   * The id and the user alone, for a NAS that does not know itself or one of the others by these
   * names; without an id its address instead.
   */
  static List<Attribute> least(OpenSession session) {
    List<Attribute> few = new ArrayList<>();
    text(few, AttributeType.USER_NAME, session.userName());
    text(few, AttributeType.ACCT_SESSION_ID, session.sessionId());
    IpAddress address = session.address();
    if (session.sessionId() == null && address != null) {
      few.add(new Attribute(AttributeType.FRAMED_IP_ADDRESS, address.bytes()));
    }
    return few;
  }

  /** What was not well-formed UTF-8 would not come back as it was: then it is left out. */
  private static void text(List<Attribute> all, int type, @Nullable String value) {
    if (value == null || value.indexOf('\ufffd') >= 0) return;
    if (value.getBytes(StandardCharsets.UTF_8).length > Attribute.VALUE_BYTES_MAX) return;
    all.add(Attribute.text(type, value));
  }
}
