package jaruek.retention.expiry;

import jaruek.retention.selection.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order that rows must stay longer than their time.
 *
 * @param id such as {@code H-1}
 * @param caseId the case it belongs to
 * @param selection which rows
 * @param orders the official letters, the first placed it and each other one renewed it
 * @param endMillis when it runs out, by the wall clock
 * @param endRetentionMillis the same by the retention clock, which must have come there too; -1
 *     until that clock has a value
 * @param scannedTo all segments up to this one were looked through; -1 for none
 * @param releasedAtMillis when it ended; null while it is in force
 * @param releasedBy who ended it; "system" where it ran out
 */
public record Hold(
    String id,
    String caseId,
    Selection selection,
    List<Order> orders,
    long endMillis,
    long endRetentionMillis,
    long scannedTo,
    @Nullable Long releasedAtMillis,
    @Nullable String releasedBy) {

  /** The longest one order may last. */
  public static final int ORDER_MONTHS_MAX = 6;

  /** The longest a hold may last with all its orders. */
  public static final int MONTHS_MAX = 24;

  /**
   * One letter.
   *
   * @param letter its number
   * @param months how long it holds, 1 to {@link #ORDER_MONTHS_MAX}
   * @param atMillis when it was entered
   * @param by who entered it
   */
  public record Order(String letter, int months, long atMillis, String by) {
    /** Checks the range. */
    public Order {
      if (months < 1 || months > ORDER_MONTHS_MAX) {
        throw new ExpiryException("an order of " + months + " months");
      }
    }
  }

  /** Copies the orders. */
  public Hold {
    orders = List.copyOf(orders);
  }

  /** Whether rows must stay because of it. */
  public boolean isInForce() {
    return releasedAtMillis == null;
  }

  /** Months of all orders. */
  public int months() {
    return orders.stream().mapToInt(Order::months).sum();
  }

  Hold scannedTo(long segment) {
    return new Hold(
        id,
        caseId,
        selection,
        orders,
        endMillis,
        endRetentionMillis,
        segment,
        releasedAtMillis,
        releasedBy);
  }

  Hold ending(List<Order> by, long millis, long retentionMillis) {
    return new Hold(
        id,
        caseId,
        selection,
        by,
        millis,
        retentionMillis,
        scannedTo,
        releasedAtMillis,
        releasedBy);
  }

  Hold released(long atMillis, String by) {
    return new Hold(
        id, caseId, selection, orders, endMillis, endRetentionMillis, scannedTo, atMillis, by);
  }
}
