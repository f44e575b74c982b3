package jaruek.appliance.admin;

import java.time.Instant;

/** A question's first and last millisecond. */
record Span(Instant from, Instant to) {
  static Span required(Arguments arguments) throws AdminRefusal {
    return checked(arguments.requiredInstant("from"), arguments.requiredInstant("to"));
  }

  static Span checked(Instant from, Instant to) throws AdminRefusal {
    if (to.isBefore(from)) throw CaseCommands.reversed(from, to);
    return new Span(from, to);
  }

  long fromMillis() {
    return from.toEpochMilli();
  }

  long toMillis() {
    return to.toEpochMilli();
  }
}
