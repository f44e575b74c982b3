package jaruek.radius.dictionary;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a dictionary file holds: faults, never an exception; and only what can be sent is. */
class DictionaryFuzzTest {
  private static final List<String> WORDS =
      List.of(
          "VENDOR",
          "BEGIN-VENDOR",
          "END-VENDOR",
          "ATTRIBUTE",
          "VALUE",
          "BEGIN-TLV",
          "END-TLV",
          "A",
          "B",
          "Cisco",
          "1",
          "26",
          "241",
          "245.1",
          "1.2.3.4.5",
          "0x1f",
          "99999999999999999999",
          "-1",
          "string",
          "integer",
          "tlv",
          "evs",
          "extended",
          "octets[4]",
          "has_tag",
          "encrypt=2",
          "format=2,1",
          "format=1,1,c",
          "parent=Extended-Vendor-Specific-1",
          "#",
          "\u0000",
          "ก",
          "");

  @FuzzTest
  void anyFile(FuzzedDataProvider data) {
    feed(data.consumeString(2000), data.consumeRemainingAsString());
  }

  @Test
  void randomFiles() {
    Random random = new Random(11);
    for (int i = 0; i < 1500; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append(WORDS.get(random.nextInt(WORDS.size())));
        text.append(random.nextInt(5) == 0 ? '\n' : ' ');
      }
      feed(text.toString(), WORDS.get(random.nextInt(WORDS.size())));
    }
  }

  private static void feed(String text, String value) {
    Dictionaries all = Dictionaries.shipped();
    all.read("fuzz", text);
    assertTrue(all.faults().size() <= DictionaryReader.FAULTS_MAX + 1);
    for (String name : List.of("A", "B", "Cisco", "Class", "Cisco-AVPair", "SAML-Assertion")) {
      try {
        all.attributes(name, value);
      } catch (IllegalArgumentException expected) {
        // said in words
      }
    }
  }
}
