package jaruek.collector.forward;

/**
 * How forwarding to one target is.
 *
 * @param address where, as "tcp://host:514"
 * @param connected whether it takes frames now
 * @param waitingFrames journalled behind the mark; not all of them are for this target
 * @param behindSeconds since the oldest of them was received
 * @param sent frames in this run, repeated ones included
 * @param repeated frames sent again, for it is not known whether they arrived
 * @param skipped frames that were given up: they had left the journal
 * @param fault why it is not connected; empty if it is
 */
public record ForwardStatus(
    String name,
    String address,
    boolean connected,
    long waitingFrames,
    long behindSeconds,
    long sent,
    long repeated,
    long skipped,
    String fault) {}
