package jaruek.retention.imported;

import jaruek.retention.query.Row;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;

/**
 * The marks of imported rows: {@code traffic.origin} and {@code identity.event} begin with {@link
 * #PREFIX}, {@code messages.transport} is {@link #TRANSPORT}. Readers of identity rows ask for
 * events by their whole words, so none of theirs is an imported one.
 */
public final class Imported {
  /** How an imported row's origin or event begins. */
  public static final String PREFIX = "import/";

  /** An imported message's transport. */
  public static final String TRANSPORT = "import";

  private Imported() {}

  /** Whether the row was imported. */
  public static boolean is(Row row) {
    return switch (row.dataset()) {
      case TRAFFIC -> row.text(Traffic.ORIGIN).filter(Imported::isMarked).isPresent();
      case IDENTITY -> row.text(Identity.EVENT).filter(Imported::isMarked).isPresent();
      case MESSAGES -> row.text(Messages.TRANSPORT).filter(TRANSPORT::equals).isPresent();
      case OPERATIONS -> false;
    };
  }

  private static boolean isMarked(String word) {
    return word.startsWith(PREFIX);
  }
}
