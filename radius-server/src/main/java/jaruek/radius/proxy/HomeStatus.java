package jaruek.radius.proxy;

/**
 * How a home server does, for those who look after it.
 *
 * @param purpose authentication or accounting
 * @param state alive, zombie or dead
 * @param inFlight requests it has not answered
 * @param silentSeconds since its last answer; -1 if there was none
 */
public record HomeStatus(
    String name,
    String purpose,
    String address,
    String state,
    int inFlight,
    long answered,
    long unanswered,
    long silentSeconds) {}
