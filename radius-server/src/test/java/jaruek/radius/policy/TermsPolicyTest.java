package jaruek.radius.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.account.Account;
import jaruek.radius.account.AccountException;
import jaruek.radius.account.Group;
import jaruek.radius.account.NewAccount;
import jaruek.radius.account.Permit;
import jaruek.radius.account.Person;
import jaruek.radius.account.ReplyAttribute;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.dictionary.Dictionaries;
import jaruek.radius.packet.Attribute;
import jaruek.radius.rule.Standing;
import jaruek.radius.rule.TestLogins;
import jaruek.radius.session.Usage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermsPolicyTest {
  private static final Attribute MIKROTIK_SAYS =
      Attribute.vendor(14988, 10, new byte[] {10, 0, 0, 1});

  @TempDir Path folder;
  private final TermsAttributes named = new TermsAttributes(Dictionaries.shipped());
  private TestLogins test;
  private NasTerms.Nas nas = NasTerms.Nas.UNKNOWN;

  @BeforeEach
  void start() {
    test = new TestLogins(folder, named);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private Account add(Terms own) {
    return test.accounts.add(
        new NewAccount("a", "pw", Person.UNKNOWN, Permit.PLAIN.with(own), false));
  }

  /** Type and value of each, in hex. */
  private List<String> reply(Account account, Attribute... request) {
    TermsPolicy policy =
        new TermsPolicy(
            test.accounts, new Standing(test.accounts, test), named, client -> nas, test.telemetry);
    return policy.attributes(account, test.asking(null, request)).stream()
        .map(a -> a.type() + " " + HexFormat.of().formatHex(a.value()))
        .toList();
  }

  private static String vsa(int vendor, int type, String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    return "26 " + HexFormat.of().formatHex(Attribute.vendor(vendor, type, value).value());
  }

  @Test
  void vlanIsThreeAttributesWithTheirTag() {
    Account account = add(Terms.NONE.with(Setting.VLAN, "120"));
    assertEquals(List.of("64 0000000d", "65 00000006", "81 313230"), reply(account));
    account = test.accounts.change("a", p -> p, p -> p.with(p.own().with(Setting.VLAN_TAG, "1")));
    assertEquals(List.of("64 0100000d", "65 01000006", "81 01313230"), reply(account));
  }

  @Test
  void userCountsOverGroupOverNas() {
    test.accounts.addGroup(
        Group.of(
            "g",
            null,
            Terms.NONE.with(Setting.FILTER, "group").with(Setting.IDLE_TIMEOUT, "1m"),
            null));
    nas =
        new NasTerms.Nas(
            null,
            Terms.NONE
                .with(Setting.FILTER, "nas")
                .with(Setting.IDLE_TIMEOUT, "2m")
                .with(Setting.POOL, "nas"));
    add(Terms.NONE.with(Setting.FILTER, "own"));
    Account account = test.accounts.change("a", p -> p, p -> p.in("g"));
    assertEquals(List.of("28 0000003c", "11 6f776e", "88 6e6173"), reply(account));
  }

  @Test
  void everySettingBecomesItsAttribute() {
    Account account =
        add(
            Terms.NONE
                .with(Setting.SESSION_TIMEOUT, "1h")
                .with(Setting.INTERIM_INTERVAL, "5m")
                .with(Setting.ADDRESS, "10.0.0.7")
                .with(Setting.CLASS, "c")
                .with(ReplyAttribute.parse("Service-Type=Framed-User"))
                .with(ReplyAttribute.parse("Mikrotik-Group=full")));
    assertEquals(
        List.of(
            "27 00000e10",
            "85 0000012c",
            "8 0a000007",
            "25 63",
            "6 00000002",
            vsa(14988, 3, "full")),
        reply(account));
  }

  @Test
  void bandwidthIsSentAsEachVendorWantsIt() {
    Account account =
        add(Terms.NONE.with(Setting.BANDWIDTH, "10M/512k").with(Setting.ROLE, "staff"));
    List<String> wispr = List.of("26 0000372a07060007d000", "26 0000372a080600989680");
    assertEquals(wispr, reply(account));
    assertEquals(
        List.of(vsa(14988, 8, "512k/10M"), vsa(14988, 3, "staff")), reply(account, MIKROTIK_SAYS));
    assertVendor(account, Vendor.FORTINET, wispr.get(0), wispr.get(1), vsa(12356, 1, "staff"));
    assertVendor(account, Vendor.ARUBA, wispr.get(0), wispr.get(1), vsa(14823, 1, "staff"));
    assertVendor(account, Vendor.RUCKUS, wispr.get(0), wispr.get(1), vsa(25053, 1, "staff"));
    assertVendor(
        account,
        Vendor.CISCO,
        vsa(
            9,
            1,
            "lcp:interface-config#1=rate-limit input 512000 96000 192000 conform-action transmit"
                + " exceed-action drop"),
        vsa(
            9,
            1,
            "lcp:interface-config#2=rate-limit output 10000000 1875000 3750000 conform-action"
                + " transmit exceed-action drop"));
    assertVendor(
        account,
        Vendor.CISCO_WLC,
        "26 00003763070600002710",
        "26 000037630d0600000200",
        vsa(14179, 11, "staff"));
    assertVendor(
        account,
        Vendor.HP,
        "26 0000000b2e0600000200",
        "26 0000000b300600002710",
        vsa(11, 25, "staff"));
    assertVendor(account, Vendor.HUAWEI, "26 000007db02060007d000", "26 000007db050600989680");
  }

  private void assertVendor(Account account, Vendor vendor, String... expected) {
    nas = new NasTerms.Nas(vendor, Terms.NONE);
    assertEquals(List.of(expected), reply(account, MIKROTIK_SAYS), vendor.word());
  }

  @Test
  void sessionTimeoutIsWhatIsLeftAndNeverZero() {
    Account account = add(Terms.NONE.with(Setting.TIME_QUOTA, "1h/day"));
    test.used.put("a", new Usage.Used(0, 3599));
    assertEquals(List.of("27 00000001"), reply(account));
    test.used.put("a", new Usage.Used(0, 9999));
    assertEquals(List.of("27 00000001"), reply(account));
  }

  @Test
  void attributesThatCannotBeSentAreRefusedWhenTheyAreSet() {
    for (String wrong :
        List.of(
            "No-Such=1",
            "Service-Type=Nonsense",
            "Framed-IP-Netmask=10",
            "State=0x01",
            "message-authenticator=0x01",
            "Session-Timeout=60",
            "Tunnel-Type=VLAN",
            "Tunnel-Password=x",
            "Extended-Attribute-1=x",
            "Vendor-Specific=0x00")) {
      Terms terms = Terms.NONE.with(ReplyAttribute.parse(wrong));
      AccountException refused =
          assertThrows(
              AccountException.class,
              () -> test.accounts.addGroup(Group.of("g", null, terms, null)),
              wrong);
      assertTrue(String.valueOf(refused.getMessage()).startsWith("the attribute"), wrong);
    }
    Terms long200 = Terms.NONE;
    for (int i = 0; i < 6; i++) {
      long200 = long200.adding(ReplyAttribute.parse("Reply-Message=" + "x".repeat(199)));
    }
    Terms tooMany = long200;
    assertThrows(AccountException.class, () -> named.check(tooMany));
  }
}
