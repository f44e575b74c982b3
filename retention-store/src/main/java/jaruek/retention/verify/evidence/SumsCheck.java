package jaruek.retention.verify.evidence;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code SHA256SUMS} names exactly what it must, and each has its hash. */
final class SumsCheck {
  static final String NAME = "SHA256SUMS";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([\\x21-\\x7e]+)");

  private final EvidenceZip zip;

  SumsCheck(EvidenceZip zip) {
    this.zip = zip;
  }

  void check() throws IOException {
    SortedSet<String> wanted = new TreeSet<>(zip.names());
    wanted.removeIf(n -> n.equals(NAME) || n.startsWith("log/") || n.startsWith("keys/"));
    String last = "";
    try (EvidenceLines lines = zip.lines(NAME)) {
      while (lines.next()) {
        String text = lines.text();
        Matcher found = LINE.matcher(text == null ? "" : text);
        if (!found.matches()) throw lines.bad("is no line of sums");
        String name = found.group(2);
        if (name.compareTo(last) <= 0) throw lines.bad("is out of order");
        last = name;
        if (!wanted.remove(name)) {
          throw new Changed(name, "is missing, or has no place in SHA256SUMS");
        }
        String actual = zip.sha256(name);
        if (!actual.equals(found.group(1))) {
          throw new Changed(
              name, "was changed: its SHA-256 is " + actual + ", SHA256SUMS has " + found.group(1));
        }
      }
    }
    if (!wanted.isEmpty()) {
      throw new Changed(wanted.first(), "was added: SHA256SUMS does not have it");
    }
  }
}
