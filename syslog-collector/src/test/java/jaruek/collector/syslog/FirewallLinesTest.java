package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.Dataset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines after the vendors' documents, where the corpora have none, and what they become. */
final class FirewallLinesTest {
  private static final String H = "<166>Nov 23 09:59:58 gw-01 ";

  /** A line, then the row's fields as "name=value" (times left out), vendor first. */
  record Case(String line, String vendor, String row) {}

  static Case of(String line, String vendor, String row) {
    return new Case(line, vendor, row);
  }

  static final List<Case> CASES =
      List.of(
          of(
              H
                  + "CEF: 0|Fortinet|Fortigate|v7.4.3|00013|traffic:forward accept|3|"
                  + "deviceExternalId=FG1 FTNTFGTlogid=0000000013 cat=traffic:forward"
                  + " FTNTFGTeventtime=1795402798000000000 src=10.0.0.5 spt=51234 dst=192.0.2.9"
                  + " dpt=443 proto=6 act=accept FTNTFGTtrandisp=snat"
                  + " sourceTranslatedAddress=203.0.113.7 sourceTranslatedPort=6000 out=1234"
                  + " in=99 FTNTFGTsentpkt=12 suser=som \\= chai FTNTFGTsrcmac=aa:bb:cc:dd:ee:ff",
              "fortigate",
              "action=accept bytes=1234 destination_address=192.0.2.9 destination_port=443"
                  + " nat_source_address=203.0.113.7 nat_source_port=6000 packets=12 protocol=6"
                  + " source_address=10.0.0.5 source_mac=aa:bb:cc:dd:ee:ff source_port=51234"
                  + " user_name=som = chai"),
          of(
              H
                  + "CEF:0|Fortinet|Fortigate|v7.4.3|43039|event:user"
                  + " logon|3|FTNTFGTlogid=0102043039 cat=event:user src=10.0.0.5 duser=somchai"
                  + " suser=malee act=auth-logon outcome=logon",
              "fortigate",
              "address=10.0.0.5 event=login user_name=somchai"),
          of(
              H
                  + "CEF:0|Ubiquiti|UniFi Network|10.4.57|400|WiFi Client Connected|1|"
                  + "UNIFIcategory=Client Devices UNIFIhost=gw UNIFIclientAlias=malee"
                  + " UNIFIclientIp=10.0.0.5 UNIFIclientMac=aa:bb:cc:dd:ee:ff UNIFIwifiName=School"
                  + " 1 UNIFIwifiBand=ng msg=malee connected",
              "unifi",
              "address=10.0.0.5 called_station=School 1 cause=assigned event=dhcp"
                  + " mac=aa:bb:cc:dd:ee:ff"),
          of(
              H
                  + "CEF:0|Ubiquiti|UniFi Network|9.3.33|401|WiFi Client Disconnected|1|"
                  + "UNIFIhost=gw UNIFIclientIP=10.0.0.5 UNIFIclientMac=aa:bb:cc:dd:ee:ff",
              "unifi",
              "address=10.0.0.5 cause=deassigned event=dhcp mac=aa:bb:cc:dd:ee:ff"),
          of(
              "<134>1 2026-11-23T02:59:58Z fw CheckPoint 1234 - [flags:\"400644\"; action:\"Drop\";"
                  + " src:\"10.0.0.5\"; dst:\"192.0.2.9\"; proto:\"17\"; s_port:\"51234\";"
                  + " service:\"53\"]",
              "checkpoint",
              "action=Drop destination_address=192.0.2.9 destination_port=53 protocol=17"
                  + " source_address=10.0.0.5 source_port=51234"),
          of(
              "<134>1 2026-11-23T02:59:58Z fw CheckPoint 1234 - action:\"Accept\"; flags:\"1\";"
                  + " src:\"10.0.0.5\"; dst:\"192.0.2.9\"; proto:\"6\"; s_port:\"51234\";"
                  + " service:\"443\"",
              "checkpoint",
              "action=Accept destination_address=192.0.2.9 destination_port=443 protocol=6"
                  + " source_address=10.0.0.5 source_port=51234"),
          of(
              H
                  + "%%01CM/5/USER_ACCESSRESULT(s)[7]:[WLAN_STA_INFO_AUTHENTICATION]ACMAC:0200-0000-"
                  + "0001;ACNAME:AC1;APMAC:0200-0000-0002;APNAME:hall;USER:x;MAC:1111-2222-3333;"
                  + "IPADDRESS:10.0.0.9;MAC:aabb-ccdd-eeff;IPADDRESS:10.0.0.5;TIME:1795402798;"
                  + "ZONE:UTC+0700;DAYLIGHT:false;ERRCODE:255;RESULT:success;INTERFACE:Wlan-Dbss1",
              "huawei",
              "address=10.0.0.5 called_station=hall event=login mac=aa:bb:cc:dd:ee:ff"
                  + " nas_port=Wlan-Dbss1 user_name=x;MAC:1111-2222-3333;IPADDRESS:10.0.0.9"),
          of(
              H
                  + "%%01CM/5/USER_OFFLINERESULT(s)[8]:[WLAN_STA_INFO_OFFLINE]ACNAME:AC1;APNAME:hall;USER:somchai;MAC:aabb-ccdd-eeff;IPADDRESS:-;RESULT:User"
                  + " request to offline",
              "huawei",
              "called_station=hall cause=User request to offline event=logout"
                  + " mac=aa:bb:cc:dd:ee:ff user_name=somchai"),
          of(
              H
                  + "%%01CM/5/USER_ACCESSRESULT(s)[7]:[USER_INFO_AUTHENTICATION]DEVICENAME:sw1;"
                  + "USER:somchai;MAC:aabb-ccdd-eeff;IPADDRESS:10.0.0.5;ERRCODE:2;"
                  + "RESULT:Authentication fail",
              "huawei",
              "address=10.0.0.5 event=reject mac=aa:bb:cc:dd:ee:ff reason=Authentication fail"
                  + " user_name=somchai"),
          of(
              "<190>Nov 23 09:59:58 2026 AC %%10PORTAL/6/PORTAL_USER_LOGON_SUCCESS:"
                  + " -UserName=a-IPAddr=1.1.1.1-IPAddr=10.0.0.5-IfName=Vlan-interface20-OuterVLAN=20-InnerVLAN=4095-MACAddr=aabb-ccdd-eeff;"
                  + " User came online successfully.",
              "h3c",
              "address=10.0.0.5 event=login mac=aa:bb:cc:dd:ee:ff nas_port=Vlan-interface20"
                  + " user_name=a-IPAddr=1.1.1.1"),
          of(
              "<190>Nov 23 09:59:58 2026 AC %%10PORTAL/6/PORTAL_USER_LOGOFF: -UserName=somchai"
                  + "-IPAddr=10.0.0.5-IfName=GigabitEthernet1/0/1-VlanID=20-MACAddr=aabb-ccdd-eeff"
                  + "-Reason=User request; User went offline.",
              "h3c",
              "address=10.0.0.5 event=logout mac=aa:bb:cc:dd:ee:ff"
                  + " nas_port=GigabitEthernet1/0/1 user_name=somchai"),
          of(
              H
                  + "%ASA-6-302013: Built outbound TCP connection 7 for outside:192.0.2.9/443"
                  + " (192.0.2.9/443) to inside:10.0.0.5/51234(LOCAL\\somchai) (203.0.113.7/6000)",
              "cisco-asa",
              "action=Built destination_address=192.0.2.9 destination_port=443"
                  + " nat_destination_address=192.0.2.9 nat_destination_port=443"
                  + " nat_source_address=203.0.113.7 nat_source_port=6000 protocol=6"
                  + " source_address=10.0.0.5 source_port=51234 user_name=LOCAL\\somchai"),
          of(
              H
                  + "%ASA-6-302013: Built inbound TCP connection 8 for outside:198.51.100.3/4000"
                  + " (198.51.100.3/4000) to dmz:10.0.0.80/80 (203.0.113.7/8080)",
              "cisco-asa",
              "action=Built destination_address=203.0.113.7 destination_port=8080"
                  + " nat_destination_address=10.0.0.80 nat_destination_port=80"
                  + " nat_source_address=198.51.100.3 nat_source_port=4000 protocol=6"
                  + " source_address=198.51.100.3 source_port=4000"),
          of(
              H
                  + "%ASA-6-302014: Teardown TCP connection 7 for outside:192.0.2.9/443 to"
                  + " inside:10.0.0.5/51234 duration 0:01:05 bytes 4711 TCP FINs",
              "cisco-asa",
              "action=Teardown bytes=4711 destination_address=192.0.2.9 destination_port=443"
                  + " protocol=6 source_address=10.0.0.5 source_port=51234"),
          of(
              H
                  + "%ASA-6-302015: Built outbound UDP connection 9 for outside:2001:db8::9/53"
                  + " (2001:db8::9/53) to inside:2001:db8:1::5/999 (2001:db8:1::5/999)",
              "cisco-asa",
              "action=Built destination_address=2001:db8::9 destination_port=53"
                  + " nat_destination_address=2001:db8::9 nat_destination_port=53"
                  + " nat_source_address=2001:db8:1::5 nat_source_port=999 protocol=17"
                  + " source_address=2001:db8:1::5 source_port=999"),
          of(
              H
                  + "%ASA-6-302020: Built outbound ICMP connection for faddr 192.0.2.9/0 gaddr"
                  + " 203.0.113.7/1 laddr 10.0.0.5/1 type 8 code 0",
              "cisco-asa",
              "action=Built destination_address=192.0.2.9 nat_source_address=203.0.113.7"
                  + " protocol=1 source_address=10.0.0.5"),
          of(
              H
                  + "%ASA-6-305011: Built dynamic TCP translation from inside:10.0.0.5/51234 to"
                  + " outside:203.0.113.7/6000",
              "cisco-asa",
              "action=Built nat_event=8 nat_source_address=203.0.113.7 nat_source_port=6000"
                  + " protocol=6 source_address=10.0.0.5 source_port=51234"),
          of(
              H
                  + "%ASA-6-305012: Teardown dynamic UDP translation from inside:10.0.0.5/51234 to"
                  + " outside:203.0.113.7/6000 duration 0:00:30",
              "cisco-asa",
              "action=Teardown nat_event=9 nat_source_address=203.0.113.7 nat_source_port=6000"
                  + " protocol=17 source_address=10.0.0.5 source_port=51234"),
          of(
              H
                  + "%ASA-4-106023: Deny tcp src outside:198.51.100.3/4000 dst inside:10.0.0.5/22"
                  + " by access-group \"out\" [0x0, 0x0]",
              "cisco-asa",
              "action=Deny destination_address=10.0.0.5 destination_port=22 protocol=6"
                  + " source_address=198.51.100.3 source_port=4000"),
          of(
              H
                  + "%ASA-6-106100: access-list in denied udp inside/10.0.0.5(999) ->"
                  + " outside/192.0.2.9(53) hit-cnt 1 first hit [0x0, 0x0]",
              "cisco-asa",
              "action=denied destination_address=192.0.2.9 destination_port=53 protocol=17"
                  + " source_address=10.0.0.5 source_port=999"),
          of(
              H + "%ASA-5-304001: 10.0.0.5 Accessed URL 192.0.2.9:http://example.org/a?b=c d",
              "cisco-asa",
              "action=Accessed destination_address=192.0.2.9 source_address=10.0.0.5"
                  + " url=http://example.org/a?b=c d"),
          of(
              H
                  + "%ASA-6-113005: AAA user authentication Rejected : reason = Invalid password :"
                  + " server = 10.0.0.2 : user = somchai : user IP = 198.51.100.3",
              "cisco-asa",
              "address=198.51.100.3 event=reject reason=Invalid password user_name=somchai"),
          of(
              H
                  + "%ASA-4-722051: Group <Staff> User <somchai> IP <198.51.100.3> IPv4 Address"
                  + " <10.9.0.4> IPv6 address <::> assigned to session",
              "cisco-asa",
              "address=10.9.0.4 event=login user_name=somchai"),
          of(
              H
                  + "%SEC-6-IPACCESSLOGDP: list 102 denied icmp 10.0.0.5 (Gi0/1 0011.2233.4455) ->"
                  + " 192.0.2.9 (8/0), 3 packets",
              "cisco-ios",
              "action=denied destination_address=192.0.2.9 packets=3 protocol=1"
                  + " source_address=10.0.0.5 source_mac=00:11:22:33:44:55"),
          of(
              H + "%IPNAT-6-CREATED: tcp 10.0.0.5:1025 203.0.113.7:1025 192.0.2.9:80 192.0.2.9:80",
              "cisco-ios",
              "destination_address=192.0.2.9 destination_port=80"
                  + " nat_destination_address=192.0.2.9 nat_destination_port=80 nat_event=4"
                  + " nat_source_address=203.0.113.7 nat_source_port=1025 protocol=6"
                  + " source_address=10.0.0.5 source_port=1025"),
          of(
              H
                  + "%FW-6-SESS_AUDIT_TRAIL: Stop http session: initiator (10.0.0.5:1025) sent 22"
                  + " bytes -- responder (192.0.2.9:80) sent 9 bytes",
              "cisco-ios",
              "action=Stop bytes=22 destination_address=192.0.2.9 destination_port=80"
                  + " source_address=10.0.0.5 source_port=1025"),
          of(
              H
                  + "filterlog[12]: 5,,,1000000103,igb1,match,pass,in,6,0x00,0x1,64,UDP,17,40,"
                  + "2001:db8::5,2001:db8::9,999,53,40",
              "pfsense",
              "action=pass destination_address=2001:db8::9 destination_port=53 protocol=17"
                  + " source_address=2001:db8::5 source_port=999"),
          of(
              H
                  + "filterlog[12]:"
                  + " 5,,,1,igb1,match,block,in,4,0x0,,64,1,0,none,1,icmp,84,10.0.0.5,"
                  + "192.0.2.9,request,1,2,64",
              "pfsense",
              "action=block destination_address=192.0.2.9 protocol=1 source_address=10.0.0.5"),
          of(
              H
                  + "filterlog[12]:"
                  + " 5,,,1,igb1,match,pass,out,4,0x10,,255,1,0,DF,112,carp,56,10.0.0.1,"
                  + "224.0.0.18,advertise,255,1,2,0,1",
              "pfsense",
              "action=pass destination_address=224.0.0.18 protocol=112 source_address=10.0.0.1"),
          of(
              H + "captiveportal[9]: AUTH somchai (10.0.0.5) zone 0",
              "pfsense",
              "address=10.0.0.5 event=login user_name=somchai"),
          of(
              H + "captiveportal[9]: AUTH anonymous@10.0.0.5 (10.0.0.5) zone 0",
              "pfsense",
              "address=10.0.0.5 event=login"),
          of(
              H + "captiveportal[9]: DENY x AUTH malee (10.0.0.9) zone 0 (10.0.0.5) zone 0",
              "pfsense",
              "address=10.0.0.5 event=reject user_name=x AUTH malee (10.0.0.9) zone 0"),
          of(
              H
                  + "logportalauth[9]: Zone: lab - CONCURRENT LOGIN - TERMINATING OLD SESSION:"
                  + " somchai, aa:bb:cc:dd:ee:ff, 10.0.0.5",
              "pfsense",
              "address=10.0.0.5 cause=CONCURRENT LOGIN - TERMINATING OLD SESSION event=logout"
                  + " mac=aa:bb:cc:dd:ee:ff user_name=somchai"),
          of(
              H + "logportalauth[9]: Zone: lab - ACCEPT: unauthenticated, , 10.0.0.5",
              "pfsense",
              "address=10.0.0.5 event=login"),
          of(
              H
                  + "php-fpm[374]: /index.php: webConfigurator authentication error for user 'x'"
                  + " from: 10.0.0.9' from: 10.0.0.1",
              "pfsense",
              "address=10.0.0.1 event=reject reason=web configurator authentication error"
                  + " user_name=x' from: 10.0.0.9"),
          of(
              H + "logportalauth[9]: Zone: lab - LOGIN: somchai, aa:bb:cc:dd:ee:ff, 10.0.0.5",
              "pfsense",
              "address=10.0.0.5 event=login mac=aa:bb:cc:dd:ee:ff user_name=somchai"),
          of(
              H
                  + "RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 10.0.0.5/1025->"
                  + "192.0.2.9/80 junos-http 203.0.113.7/6000->192.0.2.9/80 nat1 None 6 p1 trust"
                  + " untrust 4711 5(420) 4(300) 2 UNKNOWN UNKNOWN N/A(N/A) ge-0/0/1.0",
              "juniper-srx",
              "action=session closed bytes=420 destination_address=192.0.2.9 destination_port=80"
                  + " nat_destination_address=192.0.2.9 nat_destination_port=80"
                  + " nat_source_address=203.0.113.7 nat_source_port=6000 packets=5 protocol=6"
                  + " source_address=10.0.0.5 source_port=1025"),
          of(
              H
                  + "1,2026/11/23 09:59:58,0011,GLOBALPROTECT,0,2561,2026/11/23 09:59:58,vsys1,"
                  + "gateway-connected,connected,,IPSec,somchai,TH,pc,198.51.100.3,0.0.0.0,10.9.0.4,"
                  + "0.0.0.0,id,,6.0,Windows,10,1,,,,success,,0",
              "paloalto",
              "address=10.9.0.4 event=login user_name=somchai"),
          of(
              "<30>device=\"SFW\" date=2026-11-23 time=09:59:58 timezone=\"+07\""
                  + " log_type=\"Firewall\" log_subtype=\"Denied\" user_name=\"\" src_ip=10.0.0.5"
                  + " dst_ip=192.0.2.9 protocol=\"TCP\" src_port=1025 dst_port=80 sent_bytes=0"
                  + " tran_src_ip= tran_src_port=0",
              "sophos",
              "action=Denied bytes=0 destination_address=192.0.2.9 destination_port=80 protocol=6"
                  + " source_address=10.0.0.5 source_port=1025"),
          of(
              H
                  + "[action:\"Accept\"; src:\"10.0.0.5\"; s_port:\"1025\"; dst:\"192.0.2.9\";"
                  + " service:\"80\"; proto:\"6\"; xlatesrc:\"203.0.113.7\"; xlatesport:\"6000\"]",
              "checkpoint",
              "action=Accept destination_address=192.0.2.9 destination_port=80"
                  + " nat_source_address=203.0.113.7 nat_source_port=6000 protocol=6"
                  + " source_address=10.0.0.5 source_port=1025"),
          of(
              H
                  + "LEEF:2.0|Check Point|VPN-1 & FireWall-1|1.0|Drop|^|action=Drop^src=10.0.0.5^"
                  + "dst=192.0.2.9^srcPort=1025^dstPort=80^proto=6",
              "checkpoint",
              "action=Drop destination_address=192.0.2.9 destination_port=80 protocol=6"
                  + " source_address=10.0.0.5 source_port=1025"),
          of(
              "<190>2026-11-23 09:59:58 USG %%01SECLOG/6/SESSION_TEARDOWN(l):IPVer=4,Protocol=udp,"
                  + "SourceIP=10.0.0.5,DestinationIP=192.0.2.9,SourcePort=1025,DestinationPort=53,"
                  + "SourceNatIP=203.0.113.7,SourceNatPort=6000,BeginTime=1795402700,"
                  + "EndTime=1795402790,SendPkts=1,SendBytes=74,RcvPkts=1,RcvBytes=120.",
              "huawei",
              "bytes=74 destination_address=192.0.2.9 destination_port=53"
                  + " nat_source_address=203.0.113.7 nat_source_port=6000 packets=1 protocol=17"
                  + " source_address=10.0.0.5 source_port=1025"),
          of(
              "<134>1 2026 Nov 23 09:59:58 68.1.1.1 test - NAT444:SessionbasedA [17 10.1.1.2 -"
                  + " 172.16.1.1 1000 1025 -]",
              "huawei",
              "nat_event=8 nat_source_address=172.16.1.1 nat_source_port=1025 protocol=17"
                  + " source_address=10.1.1.2 source_port=1000"),
          of(
              "<6>Nov 23 09:59:58 2026 H3C %%10NAT/6/NAT_FLOW: Protocol(1001)=TCP;"
                  + "SrcIPAddr(1003)=10.0.0.5;SrcPort(1004)=1025;NatSrcIPAddr(1005)=203.0.113.7;"
                  + "NatSrcPort(1006)=6000;DstIPAddr(1007)=192.0.2.9;DstPort(1008)=80;"
                  + "InitPktCount(1044)=6;InitByteCount(1046)=920;Event(1048)=Session created;",
              "h3c",
              "action=Session created bytes=920 destination_address=192.0.2.9"
                  + " destination_port=80 nat_source_address=203.0.113.7 nat_source_port=6000"
                  + " packets=6 protocol=6 source_address=10.0.0.5 source_port=1025"),
          of(
              H
                  + "USERLOG/7/NAT: TCP; 192.168.1.6:768--->203.0.113.7:12288; 192.0.2.9:80;"
                  + " [2026/11/23 04:20:03-0000/00/00 00:00:00]; Operator 8: Data flow created",
              "h3c",
              "destination_address=192.0.2.9 destination_port=80 nat_event=4"
                  + " nat_source_address=203.0.113.7 nat_source_port=12288 protocol=6"
                  + " source_address=192.168.1.6 source_port=768"),
          of(
              H
                  + "pppoe,ppp,info,account somchai logged out, 3600 1234 5678 10 20 from"
                  + " AA:BB:CC:DD:EE:FF",
              "mikrotik",
              "event=logout input_bytes=1234 mac=aa:bb:cc:dd:ee:ff output_bytes=5678 seconds=3600"
                  + " user_name=somchai"),
          of(
              H
                  + "web-proxy,account 192.168.20.115 GET http://example.org/a action=allow"
                  + " cache=MISS",
              "mikrotik",
              "action=allow source_address=192.168.20.115 url=http://example.org/a"),
          of(
              "<189>date=2026-11-23 time=09:59:58 devname=\"FG\" devid=\"F\" logid=\"0100026001\""
                  + " type=\"event\" subtype=\"system\" dhcp_msg=\"Ack\" mac=\"AA:BB:CC:DD:EE:FF\""
                  + " ip=10.0.0.5 lease=86400 hostname=\"pc\"",
              "fortigate",
              "address=10.0.0.5 cause=assigned event=dhcp mac=aa:bb:cc:dd:ee:ff seconds=86400"),
          of(
              "<189>date=2026-11-23 time=09:59:58 logid=\"0102043039\" type=\"event\""
                  + " subtype=\"user\" srcip=10.0.0.5 user=\"somchai\" action=\"auth-logon\""
                  + " status=\"logon\"",
              "fortigate",
              "address=10.0.0.5 event=login user_name=somchai"),
          of(
              "<189>date=2026-11-23 time=09:59:58 logid=\"0101039947\" type=\"event\""
                  + " subtype=\"vpn\" action=\"tunnel-up\" remip=198.51.100.3 tunnelip=10.9.0.4"
                  + " user=\"somchai\" reason=\"tunnel established\"",
              "fortigate",
              "address=10.9.0.4 event=login reason=tunnel established user_name=somchai"),
          of(
              H
                  + "kernel: [1.0] [LAN_IN-RET-2000] IN=br0 OUT=br100 SRC=10.0.0.5 DST=192.0.2.9"
                  + " PROTO=UDP SPT=999 DPT=53",
              "unifi",
              "action=return destination_address=192.0.2.9 destination_port=53 protocol=17"
                  + " source_address=10.0.0.5 source_port=999"),
          of(
              H
                  + "kernel: [1.0] [my-own-A] IN=br0 OUT=br100 SRC=10.0.0.5 DST=192.0.2.9 PROTO=UDP"
                  + " SPT=999 DPT=53",
              "iptables",
              "action=my-own-A destination_address=192.0.2.9 destination_port=53 protocol=17"
                  + " source_address=10.0.0.5 source_port=999"),
          of(
              H
                  + "kernel: [1.0] nft-drop IN=eth0 OUT= MAC= SRC=2001:db8::5 DST=2001:db8::9"
                  + " LEN=80 TC=0 HOPLIMIT=64 FLOWLBL=0 PROTO=ICMPv6 TYPE=1 CODE=4 [SRC=2001:db8::9"
                  + " DST=2001:db8::5 PROTO=UDP SPT=1 DPT=2 ]",
              "iptables",
              "action=nft-drop destination_address=2001:db8::9 protocol=58"
                  + " source_address=2001:db8::5"));

  static String row(RecordedRows rows) {
    Map<String, Object> row =
        new TreeMap<>(
            rows.of(Dataset.TRAFFIC).isEmpty()
                ? rows.only(Dataset.IDENTITY)
                : rows.only(Dataset.TRAFFIC));
    row.keySet()
        .removeAll(List.of("exporter", "origin", "nas", "started_at", "ended_at", "event_at"));
    List<String> fields = new ArrayList<>();
    row.forEach((name, value) -> fields.add(name + "=" + value));
    return String.join(" ", fields);
  }

  @TestFactory
  Stream<DynamicTest> becomesTheRow() {
    return CASES.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.line,
                    () -> {
                      RecordedRows rows = Decoding.now().rows(c.line);
                      assertEquals(c.row, row(rows));
                      assertEquals(c.vendor, rows.only(Dataset.MESSAGES).get("vendor"));
                      assertEquals(c.row, row(Decoding.now().forced(c.vendor).rows(c.line)));
                    }));
  }

  /** A cut line may lack fields; what it has is never another's, but for the last one cut short. */
  @TestFactory
  Stream<DynamicTest> keepsALineThatEndsAnywhere() {
    return CASES.stream().map(c -> DynamicTest.dynamicTest(c.line, () -> cut(c)));
  }

  static void cut(Case c) {
    byte[] bytes = c.line.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      RecordedRows rows = Decoding.now().rows(java.util.Arrays.copyOf(bytes, length));
      assertTrue(rows.of(Dataset.TRAFFIC).size() + rows.of(Dataset.IDENTITY).size() <= 1);
    }
  }

  @Test
  void keepsLinesWithBytesChanged() {
    SplittableRandom random = new SplittableRandom(20261123);
    for (int round = 0; round < 40_000; round++) {
      Case c = CASES.get(random.nextInt(CASES.size()));
      byte[] bytes = c.line.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i <= random.nextInt(6); i++) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            (byte)
                (random.nextBoolean()
                    ? "[]()|,;:=\"\\/-> 0\t\0".charAt(random.nextInt(18))
                    : random.nextInt(256));
      }
      try {
        assertEquals(1, Decoding.now().rows(bytes).of(Dataset.MESSAGES).size());
      } catch (RuntimeException e) {
        throw new AssertionError(new String(bytes, StandardCharsets.ISO_8859_1), e);
      }
    }
  }

  /**
   * Names that a guest typed, addresses that others share, and fields that no document explains.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x (10.0.0.9): logged in (10.0.0.5): login failed: invalid username or password",
        "malee (10.0.0.9): logged in by mistake",
        "pppoe,ppp,info,account malee logged in, 10.0.0.9 logged in, 10.0.0.5",
        "logportalauth[9]: Zone: lab - CONCURRENT LOGIN - REUSING OLD SESSION: malee,"
            + " aa:bb:cc:dd:ee:ff, 10.0.0.5",
        "logportalauth[9]: Zone: lab - FAILURE: LOGIN: malee, 10.0.0.9, aa:bb:cc:dd:ee:ff,"
            + " 10.0.0.5",
        "logportalauth[9]: Zone: lab - LOGIN: malee, aa:bb:cc:dd:ee:ff, 10.0.0.9,"
            + " aa:bb:cc:dd:ee:ff, 10.0.0.5",
        "captiveportal[9]: noted: AUTH malee (10.0.0.9) zone 0",
        "%ASA-4-113019: Group = g, Username = malee, IP = 198.51.100.3, Session disconnected."
            + " Session Type: SSL, Duration: 0h:10m:00s, Bytes xmt: 1, Bytes rcv: 2, Reason: User"
            + " Requested",
        "%ASA-6-113004: AAA user authentication Successful : server = 10.0.0.2 : user = malee",
        "%ASA-6-716002: Group <g> User <malee> IP <198.51.100.3> WebVPN session terminated: Idle",
        "date=2026-11-23 time=09:59:58 logid=\"0101039424\" type=\"event\" subtype=\"vpn\""
            + " action=\"tunnel-up\" tunneltype=\"ssl-web\" remip=198.51.100.3 user=\"malee\"",
        "device=\"SFW\" date=2026-11-23 time=09:59:58 log_type=\"Event\" log_component=\"DHCP"
            + " Server\" status=\"Renew\" src_ip=10.0.0.1 src_mac=aa:bb:cc:dd:ee:ff",
        "device=\"SFW\" date=2026-11-23 time=09:59:58 log_type=\"Event\" log_component=\"SSL VPN"
            + " Authentication\" log_subtype=\"Authentication\" status=\"Successful\""
            + " user_name=\"malee\" src_ip=198.51.100.3 message=\"User malee logged in\""
      })
  void keepsAMessageWhereANameWouldBeAGuess(String line) {
    RecordedRows rows = Decoding.now().rows(H + line);
    assertEquals(List.of(), rows.of(Dataset.IDENTITY));
    assertEquals(1, rows.of(Dataset.MESSAGES).size());
  }

  @Test
  void readsNothingFromAPortRangeOfATerminalServer() {
    RecordedRows rows =
        Decoding.now()
            .rows(
                "<190>Mar 28 05:40:45 h 1,2026/03/28 05:40:45,0,USERID,login,0,2026/03/28 05:40:45,"
                    + "vsys0,10.0.0.5,usr,,0,1,10800,20000,20199,ts-agent,,0,0x0");
    assertEquals(List.of(), rows.of(Dataset.IDENTITY));
    assertEquals("paloalto", rows.only(Dataset.MESSAGES).get("vendor"));
  }
}
