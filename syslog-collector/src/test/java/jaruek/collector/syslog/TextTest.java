package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TextTest {
  private static String read(byte[] raw) {
    return new String(Utf8.of(raw), StandardCharsets.UTF_8);
  }

  private static byte[] windows874(String text) {
    return text.getBytes(Charset.forName("x-windows-874"));
  }

  @Test
  void leavesUtf8AsItIs() {
    byte[] raw = "<13>ผู้ใช้ somchai เข้าสู่ระบบ 𐌼".getBytes(StandardCharsets.UTF_8);
    assertSame(raw, Utf8.of(raw));
  }

  @Test
  void readsThaiInOneByteACharacter() {
    for (String text :
        new String[] {
          "<13>Nov 23 10:00:00 gw login: ผู้ใช้ สมชาย ใจดี เข้าสู่ระบบแล้ว",
          "ราคา ๑๒๓ บาท… “ทดสอบ”",
          "โรงเรียนวัดสวนแก้ว"
        }) {
      assertEquals(text, read(windows874(text)));
    }
  }

  @Test
  void findsTheFieldsBeforeThaiText() {
    var row =
        Decoding.now()
            .rows(windows874("<13>Nov 23 10:00:00 gw web: นักเรียน ก้อง"))
            .only(jaruek.retention.record.Dataset.MESSAGES);
    assertEquals("gw", row.get("hostname"));
    assertEquals("web", row.get("app_name"));
    assertEquals("นักเรียน ก้อง", row.get("message"));
  }

  @Test
  void readsAThaiUserOfTheHotspotInEitherEncoding() {
    String line = "hotspot,info,debug สมชาย (10.5.50.7): logged in";
    for (Charset charset :
        new Charset[] {StandardCharsets.UTF_8, Charset.forName("x-windows-874")}) {
      var row =
          Decoding.now()
              .rows(line.getBytes(charset))
              .only(jaruek.retention.record.Dataset.IDENTITY);
      assertEquals("สมชาย", row.get("user_name"));
      assertEquals("10.5.50.7", row.get("address"));
    }
  }

  @Test
  void takesEuropeanTextForLatin() {
    String text = "<13>Élève déjà connecté à l'école, Übergröße";
    assertEquals(text, read(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void keepsUtf8ThatWasCutInTheMiddleOfACharacter() {
    byte[] whole = "นักเรียน".getBytes(StandardCharsets.UTF_8);
    assertEquals("นักเรีย\u00e0\u00b8", read(Arrays.copyOf(whole, whole.length - 1)));
  }

  @Test
  void makesACharacterOfEveryByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) all[i] = (byte) i;
    assertEquals(256, read(all).length());
  }

  @Test
  void knowsWellFormedSequencesAsJavaDoes() {
    byte[] raw = new byte[4];
    for (int lead = 0; lead < 256; lead++) {
      for (int second = 0; second < 256; second++) {
        for (int third : new int[] {0x00, 0x7f, 0x80, 0xbf, 0xc0}) {
          raw[0] = (byte) lead;
          raw[1] = (byte) second;
          raw[2] = (byte) third;
          raw[3] = (byte) 0x80;
          int length = Utf8.sequenceLength(raw, 0);
          for (int n = 1; n <= 4; n++) {
            String text = new String(raw, 0, n, StandardCharsets.UTF_8);
            boolean one = text.codePointCount(0, text.length()) == 1 && !text.equals("\ufffd");
            assertEquals(one, length == n, lead + " " + second + " " + third + " " + n);
          }
        }
      }
    }
  }
}
