package jaruek.collector.vendor;

import java.util.Arrays;

/** How a value's special bytes are written on a line. */
enum Escaping {
  /** As they are; a backslash is a backslash. */
  NONE {
    @Override
    byte[] plain(byte[] text, int from, int to) {
      return Arrays.copyOfRange(text, from, to);
    }
  },
  /** RFC 4180 section 2: a quote is two quotes. */
  CSV {
    @Override
    byte[] plain(byte[] text, int from, int to) {
      byte[] plain = Arrays.copyOfRange(text, from, to);
      int length = 0;
      for (int at = 0; at < plain.length; at++) {
        if (plain[at] == '"' && at + 1 < plain.length && plain[at + 1] == '"') at++;
        plain[length++] = plain[at];
      }
      return Arrays.copyOf(plain, length);
    }
  },
  /** RFC 5424 section 6.3.3: a backslash before a quote, a backslash and a closing bracket. */
  STRUCTURED_DATA {
    @Override
    byte[] plain(byte[] text, int from, int to) {
      return withoutBackslashes(text, from, to, "\"\\]");
    }
  },
  /** CEF 0.1 section "Character Encoding": the same before = | and \; \n and \r are line ends. */
  CEF {
    @Override
    byte[] plain(byte[] text, int from, int to) {
      return withoutBackslashes(text, from, to, "\\=|nr");
    }
  };

  /** The value without its escapes. */
  abstract byte[] plain(byte[] text, int from, int to);

  private static byte[] withoutBackslashes(byte[] text, int from, int to, String special) {
    byte[] plain = Arrays.copyOfRange(text, from, to);
    int length = 0;
    for (int at = 0; at < plain.length; at++) {
      byte b = plain[at];
      if (b == '\\' && at + 1 < plain.length && special.indexOf(plain[at + 1]) >= 0) {
        b = plain[++at];
        if (b == 'n') b = '\n';
        else if (b == 'r') b = '\r';
      }
      plain[length++] = b;
    }
    return length == plain.length ? plain : Arrays.copyOf(plain, length);
  }
}
