package jaruek.collector.syslog;

import jaruek.collector.syslog.FirewallLinesTest.Case;
import java.util.List;
import java.util.stream.Stream;

/** Lines of servers and services, by family. */
final class ServiceCases {
  private static final String H = "<30>Nov 23 09:59:58 srv-01 ";
  private static final String MAC = "aa:bb:cc:dd:ee:ff";

  private static Case of(String line, String vendor, String row) {
    return new Case(line, vendor, row);
  }

  static final List<Case> DHCP =
      List.of(
          of(
              H + "dnsmasq-dhcp[1234]: DHCPACK(br0) 10.0.0.5 aa:bb:cc:dd:ee:ff phone",
              "dnsmasq",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " nas_port=br0"),
          of(
              H + "dnsmasq-dhcp[1234]: 3806132383 DHCPACK(eth0.20) 10.0.0.5 aa:bb:cc:dd:ee:ff",
              "dnsmasq",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " nas_port=eth0.20"),
          of(
              "<30>1 2026-11-23T09:59:58+07:00 ap dnsmasq-dhcp 1234 - - DHCPRELEASE(br0) 10.0.0.5"
                  + " aa:bb:cc:dd:ee:ff มือถือ",
              "dnsmasq",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=" + MAC + " nas_port=br0"),
          of(
              H
                  + "dnsmasq-dhcp[1234]: DHCPACK(br0) 10.0.0.5 aa:bb:cc:dd:ee:ff DHCPACK(br0)"
                  + " 10.0.0.9 11:22:33:44:55:66 x",
              "dnsmasq",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " nas_port=br0"),
          of(
              H + "dhcpd[12]: DHCPACK on 10.0.0.5 to aa:bb:cc:dd:ee:ff (phone) via eth1",
              "isc-dhcpd",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " nas_port=eth1"),
          of(
              H + "dhcpd: DHCPACK on 10.0.0.5 to aa:bb:cc:dd:ee:ff (เครื่องห้อง 1) via 10.1.0.1",
              "isc-dhcpd",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " nas_port=10.1.0.1"),
          of(
              H
                  + "dhcpd[12]: DHCPACK on 10.0.0.5 to aa:bb:cc:dd:ee:ff via eth1 relay eth1"
                  + " lease-duration 600 (RENEW) uid 01:aa:bb:cc:dd:ee:ff",
              "isc-dhcpd",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " nas_port=eth1 seconds=600"),
          of(
              H
                  + "dhcpd[12]: DHCPACK on 10.0.0.5 to aa:bb:cc:dd:ee:ff (x) via 10.9.9.9"
                  + " lease-duration 1 to 11:22:33:44:55:66) via eth1",
              "isc-dhcpd",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " nas_port=eth1"),
          of(
              H
                  + "dhcpd[12]: DHCPRELEASE of 10.0.0.5 from aa:bb:cc:dd:ee:ff (phone) via eth1"
                  + " (found) TransID 8554a358 uid 01:aa:bb:cc:dd:ee:ff",
              "isc-dhcpd",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=" + MAC + " nas_port=eth1"),
          of(
              "<30>1 2026-11-23T09:59:58+07:00 srv dhcpd 12 - - DHCPEXPIRE on 10.0.0.5 to"
                  + " aa:bb:cc:dd:ee:ff",
              "isc-dhcpd",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=" + MAC),
          of(
              H
                  + "kea-dhcp4[617]: INFO  [kea-dhcp4.leases/617.1401] DHCP4_LEASE_ALLOC [hwtype=1"
                  + " aa:bb:cc:dd:ee:ff], cid=[01:aa:bb:cc:dd:ee:ff], tid=0x4e6ff12: lease 10.0.0.5"
                  + " has been allocated for 3600 seconds",
              "kea",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC + " seconds=3600"),
          of(
              "2026-11-23 09:59:58.123 INFO  [kea-dhcp4.leases/617.1401] DHCP4_LEASE_ALLOC"
                  + " [hwtype=1 aa:bb:cc:dd:ee:ff], cid=[no info], tid=0x1: lease 10.0.0.5 has been"
                  + " allocated",
              "kea",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC),
          of(
              "<30>1 2026-11-23T09:59:58+07:00 gw kea-dhcp4 29529 - [meta sequenceId=\"7\"] INFO"
                  + " [kea-dhcp4.leases.0x3cb] DHCP4_RELEASE [hwtype=1 aa:bb:cc:dd:ee:ff],"
                  + " cid=[no info], tid=0x1: address 10.0.0.5 was released properly.",
              "kea",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=" + MAC),
          of(
              H
                  + "kea-dhcp6[6]: INFO [kea-dhcp6.leases/6.1] DHCP6_LEASE_ALLOC duid=[00:01:02],"
                  + " [hwtype=1 aa:bb:cc:dd:ee:ff], tid=0x1: lease for address 2001:db8::5 and"
                  + " iaid=1 has been allocated for 1800 seconds",
              "kea",
              "address_v6=2001:db8::5 cause=assigned event=dhcp mac=" + MAC + " seconds=1800"),
          of(
              "2026-11-23 09:59:58 +07 Address: 10.0.0.5 has been assigned for 1 hrs 52 min 15 secs"
                  + " to a device with hardware address: hwtype=1 aa:bb:cc:dd:ee:ff, client-id:"
                  + " 17:34:e2 connected via relay at address: 10.1.0.1, identified by circuit-id:"
                  + " 68:6f (ho) and remote-id: 87:f6:79",
              "kea",
              "address=10.0.0.5 cause=assigned event=dhcp mac="
                  + MAC
                  + " nas_port=10.1.0.1 seconds=6735"),
          of(
              H
                  + "kea-dhcp4[6]: Address: 10.0.0.5 has been released from a device with hardware"
                  + " address: hwtype=1 aa:bb:cc:dd:ee:ff, client-id: 17:34:e2",
              "kea",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=" + MAC),
          of(
              "10,11/23/26,09:59:58,Assign,10.0.0.5,pc01.example.ac.th,AABBCCDDEEFF,,2718281828,0,"
                  + ",,,0x4D53465420352E30,MSFT 5.0,,,,0",
              "windows-dhcp",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC),
          of(
              "<13>Nov 23 09:59:58 dc01 11,11/23/26,09:59:58,Renew,10.0.0.5,ห้องสมุด,"
                  + "AABBCCDDEEFF,,1,0",
              "windows-dhcp",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC),
          of(
              "<13>Nov 23 09:59:58 dc01 MSDHCP\t0\t12,11/23/2026,09:59:58,Release,10.0.0.5,pc01,"
                  + "AABBCCDDEEFF,",
              "windows-dhcp",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=" + MAC),
          of(
              "<13>Nov 23 09:59:58 dc01 DhcpSrvLog: 17,11/23/26,09:59:58,Expired,10.0.0.5,,"
                  + "AABBCCDDEEFF,,0,6,,,,,,,,,0",
              "windows-dhcp",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=" + MAC));

  private static final List<Case> DHCP_MESSAGES =
      List.of(
          of(H + "dnsmasq[12]: query[A] example.com from 10.0.0.5", "dnsmasq", "query[A]"),
          of(
              H + "dnsmasq[12]: 7 10.0.0.5/40000 query[AAAA] example.com from 10.0.0.5",
              "dnsmasq",
              "query[AAAA]"),
          of(H + "dnsmasq[12]: reply example.com is 192.0.2.9", "dnsmasq", "reply"),
          of(
              H + "dnsmasq-dhcp[12]: DHCPREPLY(br0) 2001:db8::5 00:01:00:01:aa:bb:cc x",
              "dnsmasq",
              "DHCPREPLY"),
          of(H + "dnsmasq-dhcp[12]: DHCPACK(br0) nowhere aa:bb:cc:dd:ee:ff", "dnsmasq", "DHCPACK"),
          of(
              H
                  + "dhcpd[12]: DHCPREQUEST for 10.0.0.5 from aa:bb:cc:dd:ee:ff (DHCPACK on 10.0.0.9"
                  + " to 11:22:33:44:55:66 via eth1) via eth1",
              "isc-dhcpd",
              "DHCPREQUEST"),
          of(
              H + "dhcpd[12]: DHCPACK to 10.0.0.5 (aa:bb:cc:dd:ee:ff) via eth1",
              "isc-dhcpd",
              "DHCPACK"),
          of(
              H
                  + "dhcpd[12]: DHCPRELEASE of 10.0.0.5 from aa:bb:cc:dd:ee:ff (x) via eth1 (not"
                  + " found)",
              "isc-dhcpd",
              "DHCPRELEASE"),
          of(
              H
                  + "kea-dhcp6[6]: INFO [kea-dhcp6.leases/6.1] DHCP6_LEASE_ALLOC duid=[00:01:02],"
                  + " [no hwaddr info], tid=0x1: lease for address 2001:db8::5 and iaid=1 has been"
                  + " allocated for 1800 seconds",
              "kea",
              "DHCP6_LEASE_ALLOC"),
          of(
              H + "kea-dhcp4[6]: INFO [kea-dhcp4.dhcp4/6.1] DHCP4_STARTED Kea 2.6.1 started",
              "kea",
              "DHCP4_STARTED"),
          of(
              H
                  + "kea-dhcp6[6]: Address: 2001:db8::5 has been assigned for 0 hrs 11 mins 53 secs"
                  + " to a device with DUID: 17:34 and hardware address: hwtype=1"
                  + " aa:bb:cc:dd:ee:ff (from DUID)",
              "kea",
              ""),
          of("15,11/23/26,09:59:58,NACK,10.0.0.5,,AABBCCDDEEFF,,0,6", "windows-dhcp", "15"),
          of(
              "10,11/23/26,09:59:58,Assign,10.0.0.5,x,112233445566,AABBCCDDEEFF,,1,0,,,,,,,,,0",
              "windows-dhcp",
              "10"),
          of(
              "10,11/23/26,09:59:58,Assign,10.0.0.5,\"x\",112233445566,\",AABBCCDDEEFF,,1,0,,,,,,0",
              "windows-dhcp",
              "10"));

  /** Of the vendor, but without a row; the row's place has the message's id, if it has one. */
  static final List<Case> MESSAGES = Stream.of(DHCP_MESSAGES).flatMap(List::stream).toList();

  private ServiceCases() {}
}
