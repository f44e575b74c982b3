package jaruek.radius.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TermsTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

  /** A Monday. */
  private static Instant at(String dayAndTime) {
    return Instant.parse("2026-11-" + dayAndTime + ":00+07:00");
  }

  private static boolean open(String schedule, String dayAndTime) {
    return Schedule.parse(schedule).isOpen(at(dayAndTime), BANGKOK);
  }

  @Test
  void scheduleOpensAndClosesToTheMinute() {
    String office = "mon-fri 07:30-17:00, sat 09:00-12:00";
    assertFalse(open(office, "23T07:29"));
    assertTrue(open(office, "23T07:30"));
    assertTrue(open(office, "23T16:59"));
    assertFalse(open(office, "23T17:00"));
    assertTrue(open(office, "28T11:59"));
    assertFalse(open(office, "29T10:00"));
    assertTrue(open("จ.-ศ. 08.30-16.30", "27T16:29"));
    assertTrue(open("daily 00:00-24:00", "29T23:59"));
    assertTrue(open("sun 22:00-02:00", "23T01:59"));
    assertFalse(open("sun 22:00-02:00", "23T02:00"));
    assertTrue(open("fri-mon 10:00-11:00", "29T10:30"));
    assertFalse(open("fri-mon 10:00-11:00", "24T10:30"));
  }

  @Test
  void scheduleTellsWhenItCloses() {
    Schedule nights = Schedule.parse("sun-mon 22:00-02:00");
    assertEquals(Optional.of(Duration.ofMinutes(90)), nights.untilClosed(at("24T00:30"), BANGKOK));
    assertEquals(Optional.of(Duration.ofHours(3)), nights.untilClosed(at("22T23:00"), BANGKOK));
    assertEquals(Optional.of(Duration.ZERO), nights.untilClosed(at("24T12:00"), BANGKOK));
    assertTrue(Schedule.parse("daily 00:00-24:00").untilClosed(at("24T12:00"), BANGKOK).isEmpty());
  }

  @Test
  void whatIsNoScheduleIsRefused() {
    for (String text :
        List.of(
            "",
            "mon",
            "mon 08:00",
            "xyz 08:00-09:00",
            "mon 25:00-26:00",
            "mon 08:61-09:00",
            "mon 08:00-08:00",
            "mon 24:00-24:00",
            "mon 08:00-09:00,",
            "mon-daily 1:00-2:00",
            "mon 08:00-09:00 ".repeat(40))) {
      assertThrows(AccountException.class, () -> Schedule.parse(text), text);
    }
  }

  @Test
  void valuesAreReadWrittenAndRefused() {
    assertText(Setting.DATA_QUOTA, "5 GB/day", "5GB/day");
    assertText(Setting.DATA_QUOTA, "5GiB/month", "5GiB/month");
    assertText(Setting.DATA_QUOTA, "1536mb", "1536MB/total");
    assertText(Setting.TIME_QUOTA, "120m/week", "2h/week");
    assertText(Setting.VALID_FOR, "1w2d", "9d");
    assertText(Setting.BANDWIDTH, "10M/512k", "10M/512k");
    assertText(Setting.BANDWIDTH, "2000000", "2M/2M");
    assertText(Setting.VLAN, "0120", "120");
    assertText(Setting.VLAN, "ครู", "ครู");
    assertText(Setting.ADDRESS, "10.0.0.7", "10.0.0.7");
    assertRefused(Setting.DATA_QUOTA, "5GB/hour", "5", "-1GB", "0GB", "9999TB", "1GB/day/day");
    assertRefused(Setting.TIME_QUOTA, "2/day", "h", "", "99999w");
    assertRefused(Setting.BANDWIDTH, "1", "10M/", "/", "101G", "10M/2M/1M");
    assertRefused(Setting.VLAN, "0", "4095", "99999999999", "x".repeat(33));
    assertRefused(Setting.SESSIONS, "0", "1001", "two");
    assertRefused(Setting.INTERIM_INTERVAL, "59s", "2d");
    assertRefused(Setting.ADDRESS, "2001:db8::1", "somewhere");
    assertRefused(Setting.FILTER, "a\nb", "ก".repeat(85));
  }

  private static void assertText(Setting setting, String given, String written) {
    Terms terms = Terms.NONE.with(setting, given);
    assertEquals(Optional.of(written), terms.text(setting));
    assertEquals(terms, Terms.NONE.with(setting, written));
  }

  private static void assertRefused(Setting setting, String... texts) {
    for (String text : texts) {
      AccountException refused =
          assertThrows(AccountException.class, () -> Terms.NONE.with(setting, text), text);
      assertTrue(String.valueOf(refused.getMessage()).startsWith("the " + setting.word() + " "));
    }
  }

  @Test
  void whatLiesAboveCountsAndTheRestComesFromBelow() {
    Terms below =
        Terms.NONE
            .with(Setting.VLAN, "10")
            .with(Setting.SESSIONS, "2")
            .with(ReplyAttribute.parse("A=1"))
            .with(ReplyAttribute.parse("B=1"));
    Terms above = Terms.NONE.with(Setting.VLAN, "20").adding(ReplyAttribute.parse("a=2"));
    Terms both = above.over(below);
    assertEquals(Map.of("vlan", "20", "sessions", "2"), both.texts());
    assertEquals("[a=2, B=1]", both.attributes().toString());
    assertSame(below, Terms.NONE.over(below));
    assertSame(Terms.NONE, Terms.NONE.with(Setting.VLAN, "1").without(Setting.VLAN));
  }

  @Test
  void noTextMakesAReaderFail() {
    Random random = new Random(4);
    String letters = "0123456789-:/,;. mondailyGBMkhจศ\n\u0000";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      for (Setting setting : Setting.values()) {
        try {
          Terms.NONE.with(setting, text.toString());
        } catch (AccountException expected) {
          // refused in words
        }
      }
    }
  }
}
