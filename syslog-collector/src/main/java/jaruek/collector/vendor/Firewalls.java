package jaruek.collector.vendor;

import java.util.List;

/** Formats of firewalls and gateways. */
final class Firewalls {
  /** In the order they are asked; what is particular before what is general. */
  static final List<VendorFormat> FORMATS =
      List.of(
          new MikrotikFirewall(),
          new MikrotikHotspot(),
          new MikrotikDhcp(),
          new MikrotikLoginFailure(),
          new FortigateTraffic(),
          new FortigateLoginFailure(),
          new CiscoAsa(),
          new CiscoIos(),
          new PfsenseFilter(),
          new PfsenseLogin(),
          new PaloAlto(),
          new JuniperSrx(),
          new Netfilter(true),
          new Netfilter(false));

  private Firewalls() {}
}
