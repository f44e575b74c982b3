package jaruek.collector.vendor;

import java.util.List;

/** Formats of servers and services: proxies, DHCP, mail, FTP, web, wireless. */
final class Services {
  /** In the order they are asked; what is particular before what is general. */
  static final List<VendorFormat> FORMATS =
      List.of(
          new Dnsmasq(),
          new IscDhcpd(),
          new Kea(),
          new KeaForensic(),
          new WindowsDhcp(),
          new WindowsDhcpJson(),
          new CoovaChilli(),
          new Aruba(),
          new CiscoWlc(),
          new Ruckus(),
          new RuckusSmartZone(),
          new Conntrack(),
          new Postfix(),
          new Exim(),
          new Vsftpd(),
          new Proftpd(),
          new Xferlog(),
          new Squid(),
          WebAccess.nginx(),
          WebAccess.apache());

  private Services() {}
}
