package jaruek.retention.coverage;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of what a source sent, counted; the words stand in accounts. */
public enum SourceTerm {
  /** Datagrams over the source's limit, let go. */
  DROPPED("dropped"),
  /** Received, but the journal could not take them, and nobody could be asked again. */
  LOST("lost"),
  /** Received, and not in the journal when the process was killed a moment later. */
  KILLED("killed"),
  /** Datagrams, messages or events taken from the journal and decoded. */
  DECODED("decoded"),
  /** Rows of traffic. */
  TRAFFIC("trafficRows"),
  /** Rows of identity. */
  IDENTITY("identityRows"),
  /** Rows of messages. */
  MESSAGES("messageRows"),
  /** Data sets whose template was not there when they came. */
  UNDECODABLE("undecodable"),
  /** Of these, those decoded when it came. */
  DECODED_LATE("decodedLate"),
  /** Data records about an exporter itself, which make no row. */
  OPTIONS("options"),
  /** sFlow samples that make no row. */
  SKIPPED("skipped"),
  /** Second rows of two-way flows. */
  REVERSE("reverse"),
  /** Flows with times relative to an uptime that nobody could place. */
  UNTIMED("untimed"),
  /** Flow records without any time. */
  TIMELESS("timeless"),
  /** Times an exporter's clock changed at once. */
  CLOCK_JUMPS("clockJumps"),
  /** Lines that a vendor's format knew. */
  LINES_KNOWN("linesKnown"),
  /** Lines that one knew in part. */
  LINES_PARTLY("linesPartly"),
  /** Lines that none knew. */
  LINES_NOT("linesNot");

  private static final Map<String, SourceTerm> BY_WORD = new HashMap<>();

  static {
    for (SourceTerm term : values()) BY_WORD.put(term.word, term);
  }

  private final String word;

  SourceTerm(String word) {
    this.word = word;
  }

  /** Its name in an account. */
  public String word() {
    return word;
  }

  static @Nullable SourceTerm of(String word) {
    return BY_WORD.get(word);
  }
}
