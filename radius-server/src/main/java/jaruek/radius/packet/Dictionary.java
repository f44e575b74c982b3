package jaruek.radius.packet;

import java.util.Optional;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.dictionary.DefaultDictionary;

/** Attributes and values by name, as administrators and FreeRADIUS write them. */
public final class Dictionary {
  private static final org.tinyradius.core.dictionary.Dictionary NAMES = DefaultDictionary.INSTANCE;

  private Dictionary() {}

  /**
   * An attribute by name and value as text: {@code ("Framed-IP-Address", "10.0.0.5")}. Vendors'
   * attributes come wrapped as Vendor-Specific, RFC 2865 section 5.26.
   *
   * @throws IllegalArgumentException if the name is not known or the value does not fit its type
   */
  public static Attribute attribute(String name, String value) {
    RadiusAttribute typed;
    try {
      typed = NAMES.createAttribute(name, value);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(name + " = '" + value + "': " + e.getMessage(), e);
    }
    if (typed.getVendorId() <= 0) return new Attribute(typed.getType(), typed.getValue());
    return vendorSpecific(typed.getVendorId(), typed.toByteArray());
  }

  private static Attribute vendorSpecific(int vendor, byte[] attribute) {
    byte[] value = new byte[4 + attribute.length];
    for (int i = 0; i < 4; i++) value[i] = (byte) (vendor >>> (24 - 8 * i));
    System.arraycopy(attribute, 0, value, 4, attribute.length);
    return new Attribute(AttributeType.VENDOR_SPECIFIC, value);
  }

  /** The word for a value of an attribute, as Acct-Terminate-Cause 4 is Idle-Timeout. */
  public static Optional<String> word(int type, long value) {
    return NAMES
        .getAttributeTemplate(-1, type)
        .map(template -> template.getEnumeration((int) value));
  }
}
