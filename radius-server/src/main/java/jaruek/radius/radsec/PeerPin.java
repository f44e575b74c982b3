package jaruek.radius.radsec;

import jaruek.radius.x509.CertificateFields;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which client certificate is a client's, beside being of a trusted issuer: RFC 6614 section 2.3.
 */
public sealed interface PeerPin {
  /**
   * One certificate.
   *
   * @param sha256 of the whole certificate, 64 lower-case hex digits
   */
  record Fingerprint(String sha256) implements PeerPin {
    private static final int DIGITS = 64;

    /** As people write it: upper case, with colons or blanks. */
    public static Optional<Fingerprint> parse(String text) {
      String digits = text.replaceAll("[: ]", "").toLowerCase(Locale.ROOT);
      return digits.length() == DIGITS && digits.matches("[0-9a-f]+")
          ? Optional.of(new Fingerprint(digits))
          : Optional.empty();
    }

    /** A certificate's. */
    public static Fingerprint of(X509Certificate certificate) {
      return new Fingerprint(CertificateFields.sha256(certificate));
    }
  }

  /**
   * Every certificate of this name: a DNS name or address of its alternative names; the common name
   * where it has no DNS name (RFC 6125 section 6.4.4). No wild-cards.
   *
   * @param name lower case
   */
  record Name(String name) implements PeerPin {
    private static final int LENGTH_MAX = 253;
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    /** As people write it. */
    public static Optional<Name> parse(String text) {
      String name = text.strip().toLowerCase(Locale.ROOT);
      boolean possible = !name.isEmpty() && name.length() <= LENGTH_MAX && !name.contains("*");
      return possible ? Optional.of(new Name(name)) : Optional.empty();
    }

    private static List<Name> of(X509Certificate certificate) {
      List<Name> names = new ArrayList<>();
      boolean hasDns = false;
      for (List<?> entry : CertificateFields.alternatives(certificate)) {
        hasDns |= entry.get(0).equals(DNS);
        boolean named = entry.get(0).equals(DNS) || entry.get(0).equals(ADDRESS);
        if (named) parse(entry.get(1).toString()).ifPresent(names::add);
      }
      if (!hasDns)
        CertificateFields.commonName(certificate.getSubjectX500Principal())
            .flatMap(Name::parse)
            .ifPresent(names::add);
      return names;
    }
  }

  /** Whether it means this certificate. */
  default boolean matches(X509Certificate certificate) {
    return of(certificate).contains(this);
  }

  /** Every pin that would mean this certificate, the narrowest first. */
  static List<PeerPin> of(X509Certificate certificate) {
    List<PeerPin> pins = new ArrayList<>();
    pins.add(Fingerprint.of(certificate));
    pins.addAll(Name.of(certificate));
    return pins;
  }
}
