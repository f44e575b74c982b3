package jaruek.retention.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MentionTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, tcp 10.0.0.1:443->198.51.100.9:80, true",
    "10.0.0.1, from 198.51.100.9:80->10.0.0.1:443, true",
    "10.0.0.1, assigned 10.0.0.1., true",
    "10.0.0.1, 10.0.0.12, false",
    "10.0.0.1, 110.0.0.1, false",
    "10.0.0.1, 1.10.0.0.1, false",
    "10.0.0.1, 10.0.0.1.5, false",
    "10.0.0.1, 10.0.0.12 then 10.0.0.1, true",
    "10.0.0.1, 10a0b0c1, false",
    "2001:db8::1, [2001:db8::1]:443, true",
    "2001:db8::1, 2001:db8::1:5, false",
    "2001:db8::1, 2001:DB8::1, true",
    "02:00:00:00:00:01, AA:02:00:00:00:00:01, false",
    "02-00-00-00-00-01, mac=02-00-00-00-00-01;, true",
    "somchai, user=somchai, true",
    "somchai, SOMCHAI logged in, true",
    "somchai, somchai.k logged in, false",
    "somchai, somchai_k, false",
    "somchai, xsomchai, false",
    "somchai, <somchai@school.example>, true",
    "สมชาย, ผู้ใช้ สมชาย เข้าระบบ, true",
    "สมชาย, สมชายา, false",
    "a+b (c), 'user ''a+b (c)''', true",
    "a+b (c), aab c, false",
  })
  void holdsWhatIsNamedAsAWhole(String text, String where, boolean expected) {
    assertEquals(expected, new Mention(text).isIn(where));
  }
}
