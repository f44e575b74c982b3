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
              "address=10.0.0.5 cause=assigned event=dhcp mac="
                  + MAC
                  + " nas_port=eth1 seconds=600"),
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
              "<13>Nov 23 09:59:58 dc01"
                  + " {\"ID\":\"10\",\"Date\":\"11/23/26\",\"Time\":\"09:59:58\",\"Description\":\"Assign\",\"IPAddress\":\"10.0.0.5\",\"Hostname\":\"ห้อง"
                  + " \\\"1\\\"\",\"MACAddress\":\"AABBCCDDEEFF\",\"TransactionID\":\"7\"}",
              "windows-dhcp",
              "address=10.0.0.5 cause=assigned event=dhcp mac=" + MAC),
          of(
              "<13>1 2026-11-23T09:59:58+07:00 dc01 nxlog 12 - - {\"EventTime\": \"2026-11-23"
                  + " 09:59:58\", \"dhcpID\": 12, \"dhcpIPAddress\": \"10.0.0.5\","
                  + " \"dhcpHostName\": \"\\\",\\\"dhcpMACAddress\\\":\\\"112233445566\","
                  + " \"dhcpMACAddress\": \"AABBCCDDEEFF\"}",
              "windows-dhcp",
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
                  + "dhcpd[12]: DHCPREQUEST for 10.0.0.5 from aa:bb:cc:dd:ee:ff (DHCPACK on"
                  + " 10.0.0.9 to 11:22:33:44:55:66 via eth1) via eth1",
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

  static final List<Case> WEB =
      List.of(
          of(
              H
                  + "squid[9]: 1795402798.123    250 10.0.0.5 TCP_MISS/200 4711 GET"
                  + " http://example.org/ somchai HIER_DIRECT/192.0.2.9 text/html",
              "squid",
              "action=TCP_MISS destination_address=192.0.2.9 source_address=10.0.0.5"
                  + " url=http://example.org/ user_name=somchai"),
          of(
              "1795402798.123      0 2001:db8::5 TCP_DENIED/403 3900 CONNECT example.org:443 -"
                  + " HIER_NONE/- text/html aa:bb:cc:dd:ee:ff",
              "squid",
              "action=TCP_DENIED destination_port=443 source_address=2001:db8::5"
                  + " source_mac=aa:bb:cc:dd:ee:ff url=example.org:443"),
          of(
              H
                  + "(squid-1)[9]: 1795402798.123 12 10.0.0.5 TCP_TUNNEL/200 39 CONNECT"
                  + " 192.0.2.9:8443 - ORIGINAL_DST/192.0.2.9 -",
              "squid",
              "action=TCP_TUNNEL destination_address=192.0.2.9 destination_port=8443"
                  + " source_address=10.0.0.5 url=192.0.2.9:8443"),
          of(
              H
                  + "squid: 1795402798.123 12 10.0.0.5 TCP_DENIED/407 39 GET http://example.org/"
                  + " malee HIER_NONE/- text/html",
              "squid",
              "action=TCP_DENIED source_address=10.0.0.5 url=http://example.org/"),
          of(
              "1795402798.123 12 10.0.0.5 TCP_HIT/200 39 GET http://example.org/ สมชาย NONE/- -",
              "squid",
              "action=TCP_HIT source_address=10.0.0.5 url=http://example.org/ user_name=สมชาย"),
          of(
              H
                  + "squid[9]: 10.0.0.5 - somchai [23/Nov/2026:09:59:58 +0700] \"GET"
                  + " http://example.org/ HTTP/1.1\" 200 4711 \"-\" \"agent\""
                  + " TCP_MISS:HIER_DIRECT",
              "squid",
              "action=200 source_address=10.0.0.5 url=http://example.org/ user_name=somchai"),
          of(
              H
                  + "nginx: 10.0.0.5 - somchai [23/Nov/2026:09:59:58 +0700] \"GET /a?b=c HTTP/1.1\""
                  + " 200 2326 \"-\" \"agent\"",
              "nginx",
              "action=200 source_address=10.0.0.5 url=/a?b=c"),
          of(
              H
                  + "nginx: 10.0.0.5 - - [23/Nov/2026:09:59:58 +0700] \"GET / HTTP/1.1\" 404 2"
                  + " \"-\" \"dhcpd[1]: DHCPACK on 10.0.0.9 to 11:22:33:44:55:66 via eth0: in:a"
                  + " out:b, proto TCP, 1.1.1.1:1->2.2.2.2:2 SRC=1.1.1.1 DST=2.2.2.2 PROTO=TCP\"",
              "nginx",
              "action=404 source_address=10.0.0.5 url=/"),
          of(
              H
                  + "nginx: 10.0.0.5 - - [23/Nov/2026:09:59:58 +0700] \"\\x16\\x03\\x01\" 400 157"
                  + " \"-\" \"-\"",
              "nginx",
              "action=400 source_address=10.0.0.5"),
          of(
              H
                  + "httpd[7]: 10.0.0.5 - สม ชาย [23/Nov/2026:09:59:58 +0700] \"GET /a HTTP/1.1\""
                  + " 200 2326",
              "apache",
              "action=200 source_address=10.0.0.5 url=/a"),
          of(
              H
                  + "apache2: 10.0.0.5 - malee [23/Nov/2026:09:59:58 +0700] \"GET /a HTTP/1.1\" 401"
                  + " 12",
              "apache",
              "action=401 source_address=10.0.0.5 url=/a"),
          of(
              "www.example.ac.th:443 10.0.0.5 - malee [23/Nov/2026:09:59:58 +0700] \"POST /a b"
                  + " HTTP/2.0\" 302 - \"-\" \"x\"",
              "apache",
              "action=302 destination_port=443 source_address=10.0.0.5 url=/a b"),
          of(
              "2001:db8::5 - - [23/Nov/2026:09:59:58 +0000] \"GET /\" 200 1",
              "apache",
              "action=200 source_address=2001:db8::5 url=/"),
          of(
              H
                  + "httpd: 10.0.0.5 - x [23/Nov/2026:09:59:58 +0700] \\\"GET /evil\\\" 200"
                  + " [23/Nov/2026:09:59:58 +0700] \"GET /a HTTP/1.1\" 401 2",
              "apache",
              "action=401 source_address=10.0.0.5 url=/a"));

  private static final List<Case> WEB_MESSAGES =
      List.of(
          of(
              "1795402798.123 12 10.0.0.5 TCP_MISS/200 39 GET http://example.org/ malee"
                  + " HIER_DIRECT/192.0.2.66 - somchai HIER_DIRECT/192.0.2.9 text/html",
              "squid",
              ""),
          of(
              "1795402798.123 12 10.0.0.5 TCP_MISS/200 39 GET http://example.org/ a b c malee"
                  + " HIER_DIRECT/192.0.2.66 text/html somchai HIER_DIRECT/192.0.2.9 text/html",
              "squid",
              ""),
          of(H + "squid[9]: 1795402798.123 12 10.0.0.5 TCP_MISS 39 GET x - - -", "squid", ""),
          of(
              "pc01.example.ac.th - - [23/Nov/2026:09:59:58 +0700] \"GET / HTTP/1.1\" 200 1",
              "apache",
              ""),
          of("10.0.0.5 - - [23/Nov/2026:09:59:58 +0700] \"GET /\" x\" 200 1", "apache", ""));

  static final List<Case> CONNTRACK =
      List.of(
          of(
              "[1795402798.123456]\t    [NEW] ipv4     2 tcp      6 120 SYN_SENT src=10.0.0.5"
                  + " dst=192.0.2.9 sport=51234 dport=443 [UNREPLIED] src=192.0.2.9"
                  + " dst=203.0.113.7 sport=443 dport=6000 id=7",
              "conntrack",
              "action=NEW destination_address=192.0.2.9 destination_port=443 nat_event=4"
                  + " nat_source_address=203.0.113.7 nat_source_port=6000 protocol=6"
                  + " source_address=10.0.0.5 source_port=51234"),
          of(
              H
                  + "conntrack[3]: [1795402798.123456] [DESTROY] tcp 6 src=10.0.0.5 dst=192.0.2.9"
                  + " sport=51234 dport=443 packets=12 bytes=1234 src=192.0.2.9 dst=203.0.113.7"
                  + " sport=443 dport=6000 packets=14 bytes=5678 [ASSURED] delta-time=110",
              "conntrack",
              "action=DESTROY bytes=1234 destination_address=192.0.2.9 destination_port=443"
                  + " nat_event=5 nat_source_address=203.0.113.7 nat_source_port=6000 packets=12"
                  + " protocol=6 source_address=10.0.0.5 source_port=51234"),
          of(
              H
                  + "root: [DESTROY] udp 17 src=198.51.100.3 dst=203.0.113.7 sport=4000 dport=8080"
                  + " src=10.0.0.80 dst=198.51.100.3 sport=80 dport=4000",
              "conntrack",
              "action=DESTROY destination_address=203.0.113.7 destination_port=8080"
                  + " nat_destination_address=10.0.0.80 nat_destination_port=80 nat_event=5"
                  + " protocol=17 source_address=198.51.100.3 source_port=4000"),
          of(
              "    [NEW] ipv6     10 icmpv6   58 30 src=2001:db8::5 dst=2001:db8::9 type=128 code=0"
                  + " id=1 [UNREPLIED] src=2001:db8::9 dst=2001:db8::5 type=129 code=0 id=1",
              "conntrack",
              "action=NEW destination_address=2001:db8::9 protocol=58 source_address=2001:db8::5"),
          of(
              H
                  + "ulogd[9]: [DESTROY] ORIG: SRC=10.0.0.5 DST=192.0.2.9 PROTO=UDP SPT=999 DPT=53"
                  + " PKTS=1 BYTES=84 , REPLY: SRC=192.0.2.9 DST=203.0.113.7 PROTO=UDP SPT=53"
                  + " DPT=6000 PKTS=1 BYTES=120",
              "conntrack",
              "action=DESTROY bytes=84 destination_address=192.0.2.9 destination_port=53"
                  + " nat_event=5 nat_source_address=203.0.113.7 nat_source_port=6000 packets=1"
                  + " protocol=17 source_address=10.0.0.5 source_port=999"),
          of(
              H
                  + "ulogd[9]: [NEW]     ORIG: SRC=10.0.0.5 DST=192.0.2.9 PROTO=ICMP TYPE=8 CODE=0"
                  + " PKTS=0 BYTES=0 , REPLY: SRC=192.0.2.9 DST=10.0.0.5 PROTO=ICMP TYPE=0 CODE=0"
                  + " PKTS=0 BYTES=0",
              "conntrack",
              "action=NEW destination_address=192.0.2.9 protocol=1 source_address=10.0.0.5"));

  private static final List<Case> CONNTRACK_MESSAGES =
      List.of(
          of(
              "[1795402798.1] [UPDATE] tcp 6 60 SYN_RECV src=10.0.0.5 dst=192.0.2.9 sport=1 dport=2"
                  + " src=192.0.2.9 dst=203.0.113.7 sport=2 dport=3",
              "conntrack",
              ""),
          of("[DESTROY] tcp 6 src=10.0.0.5 dst=192.0.2.9 sport=1 dport=2", "conntrack", ""),
          of("[NEW] tcp x src=10.0.0.5 dst=192.0.2.9 src=192.0.2.9 dst=1.1.1.1", "conntrack", ""));

  static final List<Case> MAIL =
      List.of(
          of(
              H
                  + "postfix/smtpd[7]: 4A1B2C3D4E: client=pc[10.0.0.5]:40000, sasl_method=PLAIN,"
                  + " sasl_username=somchai@example.ac.th",
              "postfix",
              "action=client source_address=10.0.0.5 source_port=40000"),
          of(
              H + "postfix/smtpd[7]: 4A1B2C3D4E: client=unknown[2001:db8::5]",
              "postfix",
              "action=client source_address=2001:db8::5"),
          of(
              H
                  + "postfix/submission/smtpd[7]: 4RKzLd0Xz9zJqk: client=pc[10.0.0.5],"
                  + " sasl_method=LOGIN, sasl_username=สมชาย, sasl_sender=x@example.org",
              "postfix",
              "action=client source_address=10.0.0.5"),
          of(
              H
                  + "postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[198.51.100.3]: 554 5.7.1"
                  + " <x@example.org>: Relay access denied; from=<a@b> to=<x@example.org>"
                  + " proto=ESMTP helo=<from pc[10.0.0.9]>",
              "postfix",
              "action=reject source_address=198.51.100.3"),
          of(
              H
                  + "postfix/smtpd[7]: warning: unknown[198.51.100.3]: SASL LOGIN authentication"
                  + " failed: UGFzc3dvcmQ6, sasl_username=malee",
              "postfix",
              "address=198.51.100.3 event=reject reason=UGFzc3dvcmQ6 user_name=malee"),
          of(
              "<22>1 2026-11-23T09:59:58+07:00 mx postfix/smtp 8 - - 4A1B2C3D4E:"
                  + " to=<a@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1.2,"
                  + " delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (250 ok status=bounced)",
              "postfix",
              "action=sent destination_address=192.0.2.9 destination_port=25"),
          of(
              "2026-11-23 09:59:58 1abcDE-000001-Ab <= a@example.org H=(pc) [10.0.0.5]:40000"
                  + " P=esmtpsa X=TLS1.3:TLS_AES_256_GCM_SHA384:256 A=plain_login:somchai S=1234",
              "exim",
              "action=<= source_address=10.0.0.5 source_port=40000"),
          of(
              H
                  + "exim[12]: 2026-11-23 09:59:58 1abcDE-00000001gh1-IjKl <= \"x H=e"
                  + " [10.0.0.9]\"@example.org H=([10.0.0.8]) [10.0.0.5] P=esmtp S=12"
                  + " T=\"A=plain_login:malee A=x:malee\"",
              "exim",
              "action=<= source_address=10.0.0.5"),
          of(
              H
                  + "exim[12]: 1abcDE-000001-Ab => b <b@example.org> R=dnslookup T=remote_smtp"
                  + " H=mx.example.org [192.0.2.9]:25 X=TLS1.3:x:256 C=\"250 ok H=e [1.1.1.1]\"",
              "exim",
              "action==> destination_address=192.0.2.9 destination_port=25"));

  private static final List<Case> MAIL_MESSAGES =
      List.of(
          of(
              H + "postfix/qmgr[7]: 4A1B2C3D4E: from=<a@example.org>, size=1234, nrcpt=1 (active)",
              "postfix",
              "4A1B2C3D4E"),
          of(H + "postfix/cleanup[7]: 4A1B2C3D4E: message-id=<x>", "postfix", "4A1B2C3D4E"),
          of(
              H
                  + "postfix/smtp[8]: 4A1B2C3D4E: to=<\"x>, relay=e[203.0.113.66]:25, status=sent"
                  + " \"@example.org>, relay=mx[192.0.2.9]:25, delay=1, dsn=2.0.0, status=sent"
                  + " (ok)",
              "postfix",
              "4A1B2C3D4E"),
          of(
              H + "postfix/local[8]: 4A1B2C3D4E: to=<a@b>, relay=local, delay=1, status=sent (x)",
              "postfix",
              "4A1B2C3D4E"),
          of(H + "postfix/smtpd[8]: connect from pc[10.0.0.5]", "postfix", ""),
          of(
              "2026-11-23 09:59:58 1abcDE-000001-Ab <= root@pc U=root P=local S=12 H=e [1.1.1.1]",
              "exim",
              "1abcDE-000001-Ab"),
          of(H + "exim[12]: 1abcDE-000001-Ab Completed", "exim", "1abcDE-000001-Ab"));

  static final List<Case> FTP =
      List.of(
          of(
              "Mon Nov 23 09:59:58 2026 [pid 12] [somchai] OK LOGIN: Client \"10.0.0.5\"",
              "vsftpd",
              "action=OK LOGIN source_address=10.0.0.5"),
          of(
              H
                  + "vsftpd[12]: [สมชาย] OK UPLOAD: Client \"::ffff:10.0.0.5\","
                  + " \"/home/การบ้าน, \"1\".zip\", 1234 bytes, 12.30Kbyte/sec",
              "vsftpd",
              "action=OK UPLOAD bytes=1234 source_address=10.0.0.5"
                  + " url=/home/การบ้าน, \"1\".zip"),
          of(
              "Mon Nov  2 09:59:58 2026 [pid 12] [ftp] OK DOWNLOAD: Client \"2001:db8::5\","
                  + " \"/pub/a b\", 99 bytes, 1.00Kbyte/sec",
              "vsftpd",
              "action=OK DOWNLOAD source_address=2001:db8::5 url=/pub/a b"),
          of(
              H + "vsftpd: [malee] FAIL LOGIN: Client \"10.0.0.5\"",
              "vsftpd",
              "address=10.0.0.5 event=reject reason=FTP login failed user_name=malee"),
          of(
              H
                  + "proftpd[12]: ftp.example.ac.th (pc[10.0.0.5]) - USER somchai: Login"
                  + " successful.",
              "proftpd",
              "action=Login successful source_address=10.0.0.5"),
          of(
              H
                  + "proftpd[12]: 127.0.0.1 (::ffff:10.0.0.5[::ffff:10.0.0.5]) - USER malee: Login"
                  + " successful. (Login failed): Incorrect password",
              "proftpd",
              "address=10.0.0.5 event=reject reason=Incorrect password user_name=malee: Login"
                  + " successful."),
          of(
              H
                  + "proftpd[12]: ftp (pc[10.0.0.5]) - USER x: no such user found from pc"
                  + " [10.0.0.5] to 10.0.0.1:21",
              "proftpd",
              "address=10.0.0.5 event=reject reason=no such user found user_name=x"),
          of(
              "Mon Nov 23 09:59:58 2026 1 10.0.0.5 1234 /home/somchai/a.zip b _ i r somchai ftp 0 *"
                  + " c",
              "xferlog",
              "action=i c bytes=1234 source_address=10.0.0.5 url=/home/somchai/a.zip"),
          of(
              "Mon Nov 23 09:59:58 2026 1 10.0.0.5 1234 /pub/a.zip b _ o a malee@x ftp 0 * i",
              "xferlog",
              "action=o i source_address=10.0.0.5 url=/pub/a.zip"));

  private static final List<Case> FTP_MESSAGES =
      List.of(
          of(
              H
                  + "vsftpd[1]: [x] OK LOGIN: Client \"10.0.0.9\"] FAIL LOGIN: Client"
                  + " \"10.0.0.5\"",
              "vsftpd",
              ""),
          of(H + "vsftpd[1]: CONNECT: Client \"10.0.0.5\"", "vsftpd", ""),
          of(H + "proftpd[12]: ftp (pc[10.0.0.5]) - FTP session opened.", "proftpd", ""),
          of(
              "Mon Nov 23 09:59:58 2026 1 10.0.0.5 12 /a b _ i r malee ftp 0 * c b _ o a x ftp 0 *"
                  + " c",
              "xferlog",
              ""));

  static final List<Case> WIRELESS =
      List.of(
          of(
              "<134>Nov 23 09:59:58 sz1 Core: @@202,clientJoin,\"apMac\"=\"d8:38:fc:00:00:01\","
                  + "\"clientMac\"=\"aa:bb:cc:dd:ee:ff\",\"ssid\"=\"corp\",\"bssid\"=\"d8:38:fc:00:00:09\","
                  + "\"userId\"=\"7f\",\"wlanId\"=\"1\",\"apName\"=\"hall\",\"userName\"=\"somchai\"",
              "ruckus",
              "called_station=corp event=login mac=" + MAC + " user_name=somchai"),
          of(
              "<134>Nov 23 09:59:58 sz1 Core:"
                  + " @@204,clientDisconnect,\"clientMac\"=\"aa:bb:cc:dd:ee:ff\","
                  + "\"ssid\"=\"corp\",\"apName\"=\"hall\",\"clientIP\"=\"10.0.0.5\","
                  + "\"userName\"=\"สมชาย\",\"sessionDuration\"=\"60\"",
              "ruckus",
              "address=10.0.0.5 called_station=corp event=logout mac="
                  + MAC
                  + " seconds=60 user_name=สมชาย"),
          of(
              H
                  + "coova-chilli[12]: chilli.c: 4251: Successful UAM login from username=somchai"
                  + " IP=10.10.1.25",
              "coova-chilli",
              "address=10.10.1.25 event=login user_name=somchai"),
          of(
              H
                  + "coova-chilli[12]: Successful UAM login from username=x IP=10.10.1.9"
                  + " IP=10.10.1.25",
              "coova-chilli",
              "address=10.10.1.25 event=login user_name=x IP=10.10.1.9"),
          of(
              H + "chillispot[12]: Received UAM logoff from username=สม ชาย IP=10.10.1.25",
              "coova-chilli",
              "address=10.10.1.25 event=logout user_name=สม ชาย"),
          of(
              H
                  + "coova-chilli[12]: chilli.c: 3676: Client MAC=AA-BB-CC-DD-EE-FF assigned IP"
                  + " 10.10.1.34",
              "coova-chilli",
              "address=10.10.1.34 cause=assigned event=dhcp mac=" + MAC),
          of(
              H + "coova-chilli[12]: DHCP addr released by MAC=AA-BB-CC-DD-EE-FF IP=10.10.1.34",
              "coova-chilli",
              "address=10.10.1.34 cause=deassigned event=dhcp mac=" + MAC),
          of(
              "<133>Nov 23 09:59:58 2026 MM-1 authmgr[4211]: <522008> <4211> <NOTI> <MM-1"
                  + " 10.1.1.10>  User Authentication Successful: username=somchai"
                  + " MAC=aa:bb:cc:dd:ee:ff IP=10.20.0.15 role=staff VLAN=20 AP=AP-1 SSID=Corp AAA"
                  + " profile=p auth method=802.1x auth server=r1",
              "aruba",
              "address=10.20.0.15 called_station=AP-1:Corp event=login mac="
                  + MAC
                  + " user_name=somchai"),
          of(
              "<133>Nov 23 09:59:58 2026 MM-1 authmgr[4211]: <522008> <NOTI> |authmgr|  User"
                  + " Authentication Successful: username=x MAC=11:22:33:44:55:66 IP=10.0.0.9"
                  + " role=y MAC=aa:bb:cc:dd:ee:ff IP=0.0.0.0 role=staff",
              "aruba",
              "event=login mac=" + MAC + " user_name=x MAC=11:22:33:44:55:66 IP=10.0.0.9 role=y"),
          of(
              "2026-11-23 09:59:58.354785 net-ctrl2 dot1x-proc:1[4409]: <522275> <4409> <WARN>"
                  + " <net-ctrl2 10.35.0.3> User Authentication failed. username=malee ip=0.0.0.0"
                  + " usermac=aa:bb:cc:dd:ee:ff authmethod=802.1x servername=s apname=B2-W2",
              "aruba",
              "event=reject mac=" + MAC + " reason=authentication failed: 802.1x user_name=malee"),
          of(
              "<131>Nov 23 09:59:58 2026 MD-1 authmgr[4211]: <522275> <4211> <ERRS> <MD-1"
                  + " 10.1.1.11>  User Authentication failed. username=malee MAC=aa:bb:cc:dd:ee:ff"
                  + " IP=10.0.0.5 auth method=802.1x auth server=CPPM",
              "aruba",
              "address=10.0.0.5 event=reject mac="
                  + MAC
                  + " reason=authentication failed: 802.1x user_name=malee"),
          of(
              "<134>123: wlc9800: Nov 23 2026 09:59:58.123: %CLIENT_ORCH_LOG-6-CLIENT_ADDED_TO_RUN"
                  + "_STATE: R0/0: wncd: Username entry (somchai@example.ac.th) joined with ssid"
                  + " (Corp) for device with MAC: aabb.ccdd.eeff on channel (36)",
              "cisco-wlc",
              "called_station=Corp event=login mac=" + MAC + " user_name=somchai@example.ac.th"),
          of(
              "<134>Nov 23 09:59:58 wlc-1 wlc01: *apfReceiveTask: Nov 23 09:59:58.640:"
                  + " %APF-6-USER_NAME_CREATED: [SS]apf_ms.c:9003 Username entry (สมชาย) with"
                  + " length (7) created for mobile aa:bb:cc:dd:ee:ff",
              "cisco-wlc", "event=login mac=" + MAC + " user_name=สมชาย"),
          of(
              "*apfReceiveTask: Nov 23 09:59:58.640: %APF-6-USER_NAME_DELETED: apf_ms.c:9100"
                  + " Username entry (x) with length (5) created for mobile 11:22:33:44:55:66) is"
                  + " deleted for mobile aa:bb:cc:dd:ee:ff",
              "cisco-wlc",
              "event=logout mac="
                  + MAC
                  + " user_name=x) with length (5) created for mobile 11:22:33:44:55:66"),
          of(
              H
                  + "*pemReceiveTask: Nov 23 09:59:58.640: %PEM-6-GUESTIN: pem_api.c:8123 Guest"
                  + " user logged in with user account (g1) MAC address aa:bb:cc:dd:ee:ff, IP"
                  + " address 10.0.0.5.",
              "cisco-wlc",
              "address=10.0.0.5 event=login mac=" + MAC + " user_name=g1"),
          of(
              H
                  + "syslog: eventd_to_syslog():User[somchai@aa:bb:cc:dd:ee:ff] joins WLAN[corp]"
                  + " from AP[AP1@84:18:3a:09:f8:f0]",
              "ruckus",
              "called_station=corp event=login mac=" + MAC + " user_name=somchai"),
          of(
              H
                  + "syslog: eventd_to_syslog():User[a@b@aa:bb:cc:dd:ee:ff] leave WLAN[corp] at"
                  + " AP[AP1@84:18:3a:09:f8:f0] with Session Time[1.00 sec]",
              "ruckus",
              "called_station=corp event=logout mac=" + MAC + " user_name=a@b"));

  private static final List<Case> WIRELESS_MESSAGES =
      List.of(
          of(
              H + "coova-chilli[12]: UAM login from username=x IP=10.0.0.5 was aborted!",
              "coova-chilli",
              ""),
          of(
              H
                  + "stm[30085]: <501100> <30085> <NOTI> <MD3 10.0.0.1>  Assoc success @"
                  + " 14:49:11.809533: b4:f1:da:00:00:01: AP 10.1.1.1-18:64:72:00:00:01-AP1",
              "aruba",
              "501100"),
          of(
              H
                  + "syslog: eventd_to_syslog():User[malee@11:22:33:44:55:66] joins"
                  + " WLAN[a@aa:bb:cc:dd:ee:ff] leave WLAN[corp] at AP[x]",
              "ruckus",
              ""),
          of(
              H
                  + "syslog: eventd_to_syslog():User[aa:bb:cc:dd:ee:ff] joins WLAN[corp] from"
                  + " AP[AP1@84:18:3a:09:f8:f0]",
              "ruckus",
              ""),
          of(
              H + "*x: Nov 23 09:59:58.640: %APF-4-ASSOCREQ_PROC_FAILED: apf.c:1 Failed",
              "cisco-wlc",
              "ASSOCREQ_PROC_FAILED"));

  /** Of the vendor, but without a row; the row's place has the message's id, if it has one. */
  static final List<Case> MESSAGES =
      Stream.of(
              DHCP_MESSAGES,
              WEB_MESSAGES,
              CONNTRACK_MESSAGES,
              MAIL_MESSAGES,
              FTP_MESSAGES,
              WIRELESS_MESSAGES)
          .flatMap(List::stream)
          .toList();

  private ServiceCases() {}
}
