package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.query.Condition;
import jaruek.retention.record.Dataset;
import jaruek.retention.selection.Chosen;
import jaruek.retention.selection.Selection;
import jaruek.retention.selection.SelectionException;
import java.util.OptionalLong;

/** The selectors that traffic, export and hold have in common. */
final class SelectionArguments {
  private SelectionArguments() {}

  /** The same command taking them. */
  static AdminCommand added(AdminCommand command) {
    return command.taking("user", "address", "mac", "destination", "destinationPort", "from", "to");
  }

  /** Those given, of this span. */
  static Selection read(Arguments arguments, Span span) throws AdminRefusal {
    OptionalLong port = arguments.number("destinationPort", 0, 65_535);
    return new Selection(
        arguments.text("user").orElse(null),
        arguments.range("address").orElse(null),
        arguments.mac("mac").orElse(null),
        arguments.range("destination").orElse(null),
        port.isPresent() ? (Integer) (int) port.getAsLong() : null,
        span.fromMillis(),
        span.toMillis());
  }

  /** The condition, or a refusal if it would join too many stays. */
  static Condition condition(Chosen chosen, Dataset dataset) throws AdminRefusal {
    try {
      return chosen.condition(dataset);
    } catch (SelectionException e) {
      throw new AdminRefusal(
          AdminStatus.USAGE,
          AdminCodes.ARGUMENT_TOO_LARGE,
          "argument",
          "to",
          "max",
          Integer.toString(Chosen.STAYS_MAX));
    }
  }
}
