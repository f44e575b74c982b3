package jaruek.collector.vendor;

import java.util.List;

/** Formats of firewalls and gateways. */
final class Firewalls {
  private static final List<VendorFormat> MIKROTIK =
      List.of(
          new MikrotikFirewall(),
          new MikrotikHotspot(),
          new MikrotikDhcp(),
          new MikrotikLogin(),
          new MikrotikPpp(),
          new MikrotikProxy());

  private static final List<VendorFormat> FORTIGATE =
      List.of(new FortigateTraffic(), new FortigateEvent());

  /** In the order they are asked; what is particular before what is general. */
  static final List<VendorFormat> FORMATS =
      List.of(
          new MikrotikCef(MIKROTIK),
          MIKROTIK.get(0),
          MIKROTIK.get(1),
          MIKROTIK.get(2),
          MIKROTIK.get(3),
          MIKROTIK.get(4),
          MIKROTIK.get(5),
          new FortigateCef(FORTIGATE),
          FORTIGATE.get(0),
          FORTIGATE.get(1),
          new CiscoAsa(),
          new CiscoIos(),
          new PfsenseFilter(),
          new PfsenseLogin(),
          new PaloAlto(),
          new JuniperSrx(),
          new Sophos(),
          new UnifiCef(),
          new CheckPoint(),
          new HuaweiAccess(),
          new H3cPortal(),
          Huawei.huawei(),
          new NatLogs.Huawei444(),
          new NatLogs.H3cUserLog(),
          Huawei.h3c(),
          new NatLogs.Ruijie(),
          new Netfilter(true),
          new Netfilter(false));

  private Firewalls() {}
}
