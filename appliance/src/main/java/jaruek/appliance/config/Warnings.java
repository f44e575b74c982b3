package jaruek.appliance.config;

import jaruek.radius.directory.DirectoryConfig;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapMethod;
import jaruek.radius.proxy.ProxyConfig;
import java.util.ArrayList;
import java.util.List;

/** What is right for itself, and yet will not do what one may think. */
public final class Warnings {
  private Warnings() {}

  /** All of them; their lines are 0. */
  public static List<Fault> of(Configuration configuration) {
    List<Fault> warnings = new ArrayList<>(ofDirectory(configuration));
    ProxyConfig proxy = configuration.radius().proxy();
    if (proxy != null) warnings.addAll(ofProxy(proxy));
    return warnings;
  }

  private static List<Fault> ofProxy(ProxyConfig proxy) {
    return proxy.homeServers().stream()
        .filter(server -> !server.requireMessageAuthenticator())
        .map(
            server ->
                new Fault("radius.proxy", 0, FaultCode.HOME_SERVER_WEAK, List.of(server.name())))
        .toList();
  }

  private static List<Fault> ofDirectory(Configuration configuration) {
    DirectoryConfig directory = configuration.radius().directory();
    EapConfig eap = configuration.radius().eap();
    return directory == null || eap == null ? List.of() : ofMethods(directory, eap);
  }

  private static List<Fault> ofMethods(DirectoryConfig directory, EapConfig eap) {
    List<Fault> warnings = new ArrayList<>();
    boolean present = directory.users().canLookUp();
    for (EapMethod method : eap.methods()) {
      switch (method) {
        case MD5, MSCHAPV2 ->
            warnings.add(warning(FaultCode.DIRECTORY_CANNOT_CHECK, method.word()));
        case PEAP ->
            warnings.add(warning(FaultCode.DIRECTORY_CHECKS_SOME, method.word(), "EAP-GTC"));
        case TTLS ->
            warnings.add(warning(FaultCode.DIRECTORY_CHECKS_SOME, method.word(), "PAP, EAP-GTC"));
        case TLS -> {
          if (!present) {
            warnings.add(warning(FaultCode.DIRECTORY_CANNOT_LOOK_UP, method.word()));
          }
        }
        case GTC -> {}
      }
    }
    if (!present && eap.tls() != null && !eap.tls().resumptionTime().isZero()) {
      warnings.add(warning(FaultCode.DIRECTORY_CANNOT_LOOK_UP, "resumption"));
    }
    return warnings;
  }

  private static Fault warning(FaultCode code, String... arguments) {
    return new Fault("radius.eap", 0, code, List.of(arguments));
  }
}
