package jaruek.radius.proxy;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.Salts;
import jaruek.radius.packet.SharedSecret;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A home server's reply on its way to the NAS: only what the realm's filter lets pass, keys hidden
 * anew. Message-Authenticator and the NAS's own Proxy-State are the writer's business. Pure.
 *
 * @param home what hid values there
 * @param homeAuthenticator of our request to it
 * @param nas what is to hide them
 * @param nasAuthenticator of the NAS's request
 */
record Homeward(
    SharedSecret home,
    byte[] homeAuthenticator,
    SharedSecret nas,
    byte[] nasAuthenticator,
    Salts salts) {
  private static final int MICROSOFT = 311;
  private static final int MPPE_KEYS = 12;
  private static final int MPPE_SEND_KEY = 16;
  private static final int MPPE_RECV_KEY = 17;
  private static final int VENDOR_BYTES = 4;

  /** What passes. */
  List<Attribute> attributes(Packet reply, ReplyFilter filter) {
    List<Attribute> attributes = new ArrayList<>();
    for (Attribute attribute : reply.attributes()) {
      if (attribute.type() == AttributeType.VENDOR_SPECIFIC) {
        vendor(attribute.value(), filter, attributes);
      } else if (filter.passes(attribute.type())) {
        add(attribute, attributes);
      }
    }
    return attributes;
  }

  private void add(Attribute attribute, List<Attribute> attributes) {
    if (attribute.type() != ReplyFilter.TUNNEL_PASSWORD) {
      attributes.add(attribute);
      return;
    }
    byte[] value = attribute.value();
    if (value.length < 1) return;
    byte[] hidden = salted(Arrays.copyOfRange(value, 1, value.length));
    if (hidden == null) return;
    attributes.add(
        new Attribute(
            ReplyFilter.TUNNEL_PASSWORD,
            ByteBuffer.allocate(1 + hidden.length).put(value[0]).put(hidden).array()));
  }

  /** One may hold several, RFC 2865 section 5.26; they leave one by one. */
  private void vendor(byte[] value, ReplyFilter filter, List<Attribute> attributes) {
    if (value.length < VENDOR_BYTES) return;
    int vendor = ByteBuffer.wrap(value).getInt();
    for (int at = VENDOR_BYTES; at + 2 <= value.length; ) {
      int type = value[at] & 0xff;
      int length = value[at + 1] & 0xff;
      if (length < 2 || at + length > value.length) return;
      byte[] inner = Arrays.copyOfRange(value, at + 2, at + length);
      byte[] passing = filter.passes(vendor, type) ? vendorValue(vendor, type, inner) : null;
      if (passing != null) attributes.add(Attribute.vendor(vendor, type, passing));
      at += length;
    }
  }

  private byte @Nullable [] vendorValue(int vendor, int type, byte[] value) {
    if (vendor != MICROSOFT) return value;
    return switch (type) {
      case MPPE_SEND_KEY, MPPE_RECV_KEY -> salted(value);
      case MPPE_KEYS -> {
        byte[] keys = home.reveal(value, homeAuthenticator);
        // their trailing zeros are no padding
        yield keys.length == 0
            ? null
            : nas.hide(Arrays.copyOf(keys, value.length), nasAuthenticator);
      }
      default -> value;
    };
  }

  /** Null if it was hidden with another secret than ours, or is longer than we can hide. */
  private byte @Nullable [] salted(byte[] value) {
    byte[] plain = home.revealSalted(value, homeAuthenticator);
    boolean fits = plain.length > 0 && plain.length <= SharedSecret.SALTED_BYTES_MAX;
    return !fits ? null : nas.hideSalted(plain, nasAuthenticator, salts.next());
  }
}
