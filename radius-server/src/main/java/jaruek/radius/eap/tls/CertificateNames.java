package jaruek.radius.eap.tls;

import jaruek.radius.x509.CertificateFields;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The names in a certificate: pure. */
public final class CertificateNames {
  private static final int OTHER_NAME = 0;
  private static final int RFC822_NAME = 1;
  private static final int DNS_NAME = 2;
  private static final String UPN_OID = "1.3.6.1.4.1.311.20.2.3";
  private static final int NAMES_MAX = 16;
  private static final int NAME_LENGTH_MAX = 253;

  private CertificateNames() {}

  /** Its names in the wanted order, each once; damaged and overlong ones are left out. */
  public static List<String> of(X509Certificate certificate, List<CertificateName> wanted) {
    Set<String> names = new LinkedHashSet<>();
    for (CertificateName where : wanted) {
      switch (where) {
        case UPN -> names.addAll(principals(certificate));
        case UPN_LOCAL -> principals(certificate).forEach(name -> names.add(local(name)));
        case EMAIL -> names.addAll(alternatives(certificate, RFC822_NAME));
        case EMAIL_LOCAL ->
            alternatives(certificate, RFC822_NAME).forEach(name -> names.add(local(name)));
        case DNS -> names.addAll(alternatives(certificate, DNS_NAME));
        case CN ->
            CertificateFields.commonName(certificate.getSubjectX500Principal())
                .ifPresent(names::add);
      }
    }
    return names.stream()
        .filter(name -> !name.isEmpty() && name.length() <= NAME_LENGTH_MAX)
        .filter(name -> name.chars().noneMatch(Character::isISOControl))
        .limit(NAMES_MAX)
        .toList();
  }

  private static String local(String name) {
    int at = name.indexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }

  private static List<String> alternatives(X509Certificate certificate, int type) {
    List<String> names = new ArrayList<>();
    for (List<?> name : CertificateFields.alternatives(certificate)) {
      if (Objects.equals(name.get(0), type) && name.get(1) instanceof String text) names.add(text);
    }
    return names;
  }

  /** The JDK gives an other-name as type, whole DER, OID and, if it is text, that. */
  private static List<String> principals(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> name : CertificateFields.alternatives(certificate)) {
      boolean principal =
          name.size() >= 4
              && Objects.equals(name.get(0), OTHER_NAME)
              && UPN_OID.equals(name.get(2));
      if (principal && name.get(3) instanceof String text) names.add(text);
    }
    return names;
  }
}
