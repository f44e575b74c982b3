package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are: one message with them, and no exception. */
final class HostileInputTest {
  private static final List<String> SEEDS =
      List.of(
          "<165>1 2003-10-11T22:14:15.003Z host app 12 ID47 [a@1 b=\"c\\\"\"][d] \ufeffmessage",
          "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed for lonvick",
          "<189>22191: gw-01: 022546: .Nov 23 02:35:28.123 UTC: %SYS-5-CONFIG_I: by vty",
          "<134>Nov 23 09:59:58 gw firewall,info P srcnat: in:bridge out:ether1, src-mac"
              + " E2:9B:5A:11:22:33, proto TCP (SYN), 10.0.0.5:43996->47.241.18.42:443, NAT"
              + " (10.0.0.5:43996->203.0.113.7:51234)->47.241.18.42:443, len 52",
          "hotspot,info,debug ->: สมชาย (192.168.20.29): logged out: keepalive timeout",
          "dhcp,info dhcp1 assigned 192.168.30.236 to E2:9B:5A:11:22:33",
          "<189>date=2026-11-23 time=09:59:58 eventtime=1795402798 tz=\"+0700\" logid=\"1\""
              + " type=\"traffic\" srcip=10.0.0.5 srcport=1 dstip=1.1.1.1 trandisp=\"snat\""
              + " transip=2.2.2.2 transport=3 user=\"a\\\"b\" duration=5 sentbyte=6",
          "date=2024-10-14 time=13:46:41 logid=\"1\" type=\"event\" action=\"ssl-login-fail\""
              + " remip=192.168.0.1 user=\"x\"");

  @FuzzTest
  void keepsAnyBytes(byte[] bytes) {
    byte[] frame = Arrays.copyOf(bytes, Math.min(bytes.length, Frame.BYTES_MAX));
    assertEquals(1, Decoding.now().rows(frame).of(Dataset.MESSAGES).size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261123})
  void keepsMutatedMessages(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 10_000; round++) {
      byte[] bytes = seedBytes(random);
      int changes = 1 + random.nextInt(8);
      for (int i = 0; i < changes && bytes.length > 0; i++) bytes = mutate(bytes, random);
      try {
        keepsAnyBytes(bytes);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }

  private static byte[] seedBytes(SplittableRandom random) {
    if (random.nextBoolean()) {
      List<FirewallLinesTest.Case> cases =
          random.nextBoolean() ? FirewallLinesTest.CASES : ServiceLinesTest.CASES;
      return cases.get(random.nextInt(cases.size())).line().getBytes(StandardCharsets.UTF_8);
    }
    return SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutate(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] = (byte) "<>[]\"\\:=,-() %.0\n\0".charAt(random.nextInt(18));
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        byte[] without = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, at + length, without, at, bytes.length - at - length);
        return without;
      }
      case 4 -> {
        byte[] twice = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, twice, at + length, bytes.length - at);
        return twice;
      }
      default -> {
        byte[] other = seedBytes(random);
        int from = random.nextInt(other.length);
        int copied = Math.min(length, other.length - from);
        System.arraycopy(other, from, bytes, at, Math.min(copied, bytes.length - at));
      }
    }
    return bytes;
  }

  @Test
  void keepsRandomBytes() {
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      keepsAnyBytes(bytes);
    }
  }

  /**
   * Each of these fills the longest message with what makes a careless scanner start over at every
   * byte. 200 of them are 13 MB to a linear reader and 4·10¹¹ steps to a quadratic one: the
   * deadline only ends a run that would not end by itself.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<1>1 - - - - - |[a b=\"c\"]",
        "<1>1 - - - - - [a |b=\"c\" ",
        "<1>1 - - - - - [a b=\"|\\\\",
        "|<1>",
        "|1: ",
        "|a: ",
        "|Nov 23 ",
        "|Nov 23 10:00:00 ",
        "<1>|%A-1-",
        "<1>Nov 23 10:00:00 |a[",
        "<1>Nov 23 10:00:00 h |a: in:",
        "firewall,info |a: in:b out:c, proto TCP (",
        "firewall,info f: in:b out:c, proto |TCP (SYN,",
        "firewall,info f: in:b out:c, proto TCP, 1.1.1.1:1->2.2.2.2:2, NAT (|1.1.1.1->",
        "firewall,info f: in:b out:c, proto TCP, |(->",
        "hotspot,info |a (1.1.1.1): ",
        "hotspot,info |(",
        "dhcp,info | assigned ",
        "dhcp,info |de assigned 1.1.1.1 to ",
        "|login failure for user  from ",
        "logid=1 type=traffic |a=",
        "logid=1 type=traffic |a=\"",
        "logid=1 type=traffic |srcip=\"\\",
        "logid=1 type=\"traffic\" |type=traffic ",
        "logid=1 type=event action=|-fail",
        "%ASA-6-302013: Built outbound TCP connection 7 for |outside:1.1.1.1/1 (",
        "%ASA-6-302013: Built outbound TCP connection 7 for outside:1.1.1.1/1| (",
        "%FTD-6-430003: |User: , ",
        "%ASA-6-304001: 1.1.1.1 Accessed URL |1.1.1.1:http://",
        "%SEC-6-IPACCESSLOGP: list 1 denied tcp |1.1.1.1(1) -> ",
        "|%SEC-6-IPACCESSLOGP: ",
        "filterlog: |5,\"",
        "filterlog: |,",
        "|,TRAFFIC,",
        "1,2026/11/23 09:59:58,1,TRAFFIC,|\"\",",
        "|1,2026/11/23 09:59:58,1,THREAT,",
        "[junos@2636.1 |source-address=\"1\" ",
        "|[junos@2636.",
        "RT_FLOW: session created |1.1.1.1/1->2.2.2.2/2 ",
        "RT_FLOW: session created 1.1.1.1/1->2.2.2.2/2 |->",
        "CEF:0|Ubiquiti|a|b|c|d|e|src=1.1.1.1 ",
        "CEF:0\\|Ubiquiti\\|",
        "LEEF:2.0\\|Check Point\\||x=",
        "[action:\"A\"; |src:\"1\"; ",
        "|[action:\"",
        "%%01SECLOG/6/SESSION(l):|SourceIP=1,",
        "|%%01a/",
        "%%10NAT/6/NAT_FLOW: |SrcIPAddr(1003)=1;",
        "|NAT444:SessionbasedA [",
        "USERLOG/7/NAT: TCP; |1.1.1.1-->",
        "|[WAN_LOCAL-A-2] SRC=1.1.1.1 DST=2.2.2.2 PROTO=TCP ",
        "[|a-A- SRC=1.1.1.1 DST=2.2.2.2",
        "IN= SRC=1.1.1.1 DST=2.2.2.2 PROTO=TCP| SYN",
        "|] SRC=1.1.1.1 DST=2.2.2.2 PROTO=TCP SYN",
        "| logged in, ",
        "| action=allow",
        "|) zone ",
        "dnsmasq-dhcp: |1 DHCPACK(",
        "dnsmasq: |7 ",
        "|dnsmasq: ",
        "dhcpd: DHCPACK on 1.1.1.1 to aa:bb:cc:dd:ee:ff| via ",
        "dhcpd: DHCPRELEASE of 1.1.1.1 from aa:bb:cc:dd:ee:ff via a| (found",
        "dhcpd: DHCPACK on |1.1.1.1 to ",
        "|INFO [kea-dhcp4.",
        "INFO [kea-dhcp4.a] DHCP4_LEASE_ALLOC |[hwtype=1 ",
        "INFO [kea-dhcp4.a] DHCP4_LEASE_ALLOC [hwtype=1 a]: |x ",
        "Address: 1.1.1.1 has been assigned for | a device with DUID: ",
        "Address: 1.1.1.1 has been assigned for 1 hrs 1 min 1 secs to a device with hardware"
            + " address: hwtype=1 | connected via relay",
        "10,11/23/26,09:59:58,Assign,1.1.1.1,|a,",
        "10,11/23/26,09:59:58,Assign,1.1.1.1,|A",
        "|\t,Assign,",
        "coova-chilli: Successful UAM login from username=| IP=",
        "coova-chilli: |chilli.c: 1: ",
        "authmgr: <522008> |<a> ",
        "authmgr: <522008> |<",
        "authmgr: <522008> User Authentication Successful: username=| MAC=aa IP=",
        "authmgr: <522275> User Authentication failed. username=| ip= usermac=",
        "%APF-6-USER_NAME_DELETED: Username entry (|) is deleted for mobile ",
        "%CLIENT_ORCH_LOG-6-CLIENT_ADDED_TO_RUN_STATE: Username entry (|) joined with ssid (",
        "%PEM-6-GUESTIN: Guest user logged in with user account (|) MAC address , IP address ",
        "|%APF-6-A: ",
        "eventd_to_syslog():User[|@] joins WLAN[",
        "eventd_to_syslog():User[|] leave ",
        "[NEW] tcp 6 | src=1.1.1.1 dst=",
        "[DESTROY] ORIG:| SRC=1.1.1.1 DST=1.1.1.1",
        "[1.1] |[NEW] ",
        "postfix/smtpd: A1: client=|a, sasl_username=",
        "postfix/smtp: A1: to=<|, relay=",
        "postfix/smtpd: warning: |[a]: SASL ",
        "1abcDE-000001-Ab <= |a H=",
        "1abcDE-000001-Ab <= a| <",
        "1abcDE-000001-Ab <= a H=|b [",
        "1abcDE-000001-Ab => \"|\\",
        "1abcDE-000001-Ab => a R=|b ",
        "| => ",
        "vsftpd: [|] OK ",
        "vsftpd: [a] OK UPLOAD: Client \"1.1.1.1\", \"|\", ",
        "proftpd: (a[1.1.1.1]) - USER |: no such user found from ",
        "proftpd: |]) - ",
        "Mon Nov 23 09:59:58 2026 1 1.1.1.1 1 |a i r ",
        "1795402798.123 1 1.1.1.1 TCP_HIT/200 1 GET |a ",
        "1795402798.123 1 1.1.1.1 TCP_HIT/200 1 GET a - HIER_NONE/- |NONE ",
        "1.1.1.1 - |a TCP_HIT:",
        "|a TCP_HIT",
        "1.1.1.1 - - [23/Nov/2026:09:59:58 +0700] \"|\\",
        "1.1.1.1 - - [23/Nov/2026:09:59:58 +0700] \"GET |a ",
        "1.1.1.1 - |[23/Nov/2026:09:59:58 +0700] ",
        "|] \"",
        "CEF:0||MikroTik|a|b|c|d|e|msg=a=",
        "user |a logged in from ",
        "@@202,clientJoin|,\"userName\"=\"x\"",
        "@@202,clientJoin,\"userName\"=\"|\\",
        "{\"ID\":\"10\"|,\"MACAddress\":\"",
        "{|\"MACAddress\" : ",
        "%%01CM/5/USER_ACCESSRESULT:;USER:|;MAC:",
        "%%10PORTAL/6/PORTAL_USER_LOGOFF:-UserName=|-IPAddr=",
        "%%10PORTAL/6/PORTAL_USER_LOGOFF:-UserName=a-IPAddr=1.1.1.1-IfName=|-",
        "a:\"b\"; action:\"|x",
        "|\u0e01\u0e49",
        "|\u00e9",
        "| ",
        "|\u0000"
      })
  void readsTheLongestMessageInLinearTime(String pattern) {
    int repeatFrom = pattern.indexOf('|');
    StringBuilder text = new StringBuilder(pattern.substring(0, repeatFrom));
    String repeated = pattern.substring(repeatFrom + 1);
    while (text.length() + repeated.length() <= Frame.BYTES_MAX) text.append(repeated);
    byte[] utf8 = Arrays.copyOf(text.toString().getBytes(StandardCharsets.UTF_8), Frame.BYTES_MAX);
    byte[] latin = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          for (int i = 0; i < 100; i++) {
            Decoding.now().rows(utf8);
            Decoding.now().rows(latin);
          }
        });
  }
}
