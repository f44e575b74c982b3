package jaruek.collector.vendor;

import java.util.Optional;

/**
 * What became of a line.
 *
 * @param vendor whose it is; empty exactly if it is of no known format
 */
public record Recognised(Recognition how, Optional<String> vendor) {
  /** A line of no known format. */
  public static final Recognised NOT = new Recognised(Recognition.NO, Optional.empty());
}
