package jaruek.collector.flow;

import jaruek.retention.record.Column;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A template compiled to the steps that fill a traffic row, one for each field that fills something
 * and one for each run of others.
 *
 * <p>Which of several fields wins (octetDeltaCount before octetTotalCount, the first of two alike)
 * is settled here, once, so that a record needs no second look.
 */
record TrafficPlan(Step[] steps) {
  static final TrafficPlan EMPTY = new TrafficPlan(new Step[0]);

  /** What is done with a field, and the lengths it is done for; other lengths are skipped. */
  enum Op {
    SKIP(0, Integer.MAX_VALUE),
    NUMBER(1, 8),
    NUMBER_UNLESS_ZERO(1, 8),
    COUNTER(1, 8),
    IPV4(4, 4),
    IPV4_UNLESS_ZERO(4, 4),
    IPV6(16, 16),
    IPV6_UNLESS_ZERO(16, 16),
    MAC_UNLESS_ZERO(6, 6),
    TEXT(1, Template.VARIABLE),
    FIREWALL_EVENT(1, 8),
    FORWARDING_STATUS(1, 8),
    PROTOCOL(1, 8),
    DESTINATION_PORT(1, 8),
    INPUT_INTERFACE(1, 8),
    NAT_EVENT(1, 8),
    RANGE_START(1, 8),
    RANGE_END(1, 8),
    RANGE_STEP(1, 8),
    RANGE_PORTS(1, 8),
    ICMP_TYPE_CODE(1, 8),
    ICMP_TYPE(1, 8),
    ICMP_CODE(1, 8),
    SAMPLING_INTERVAL(1, 8),
    SAMPLING_SPACE(1, 8),
    SELECTOR(1, 8),
    SECONDS(1, 8),
    MILLIS(1, 8),
    NTP(8, 8),
    DELTA_MICROS(1, 8),
    UPTIME(1, 8),
    DURATION_MILLIS(1, 8),
    DURATION_MICROS(1, 8),
    SYSTEM_INIT(1, 8);

    private final int lengthMin;
    private final int lengthMax;

    Op(int lengthMin, int lengthMax) {
      this.lengthMin = lengthMin;
      this.lengthMax = lengthMax;
    }

    boolean takes(int length) {
      return length >= lengthMin && length <= lengthMax;
    }
  }

  /** What competing fields compete for. */
  enum Slot {
    NONE(Traffic.FRAME, 0),
    START(Traffic.STARTED_AT, 0),
    END(Traffic.ENDED_AT, 0),
    OBSERVED(Traffic.STARTED_AT, 0),
    DURATION(Traffic.ENDED_AT, 0),
    SYSTEM_INIT(Traffic.STARTED_AT, 0),
    PROTOCOL(Traffic.PROTOCOL, 255),
    SOURCE_V4(Traffic.SOURCE_ADDRESS, 0),
    SOURCE_V6(Traffic.SOURCE_ADDRESS, 0),
    DESTINATION_V4(Traffic.DESTINATION_ADDRESS, 0),
    DESTINATION_V6(Traffic.DESTINATION_ADDRESS, 0),
    SOURCE_PORT(Traffic.SOURCE_PORT, 65_535),
    SOURCE_PORT_UDP(Traffic.SOURCE_PORT, 65_535),
    SOURCE_PORT_TCP(Traffic.SOURCE_PORT, 65_535),
    DESTINATION_PORT(Traffic.DESTINATION_PORT, 65_535),
    DESTINATION_PORT_UDP(Traffic.DESTINATION_PORT, 65_535),
    DESTINATION_PORT_TCP(Traffic.DESTINATION_PORT, 65_535),
    ICMP_TYPE_CODE(Traffic.DESTINATION_PORT, 65_535),
    ICMP_TYPE(Traffic.DESTINATION_PORT, 255),
    ICMP_CODE(Traffic.DESTINATION_PORT, 255),
    NAT_SOURCE_V4(Traffic.NAT_SOURCE_ADDRESS, 0),
    NAT_SOURCE_V6(Traffic.NAT_SOURCE_ADDRESS, 0),
    NAT_DESTINATION_V4(Traffic.NAT_DESTINATION_ADDRESS, 0),
    NAT_DESTINATION_V6(Traffic.NAT_DESTINATION_ADDRESS, 0),
    NAT_SOURCE_PORT(Traffic.NAT_SOURCE_PORT, 65_535),
    NAT_DESTINATION_PORT(Traffic.NAT_DESTINATION_PORT, 65_535),
    NAT_EVENT(Traffic.NAT_EVENT, Integer.MAX_VALUE),
    RANGE_START(Traffic.NAT_SOURCE_PORT, 65_535),
    RANGE_END(Traffic.NAT_DESTINATION_PORT, 65_535),
    RANGE_STEP(Traffic.ACTION, 65_535),
    RANGE_PORTS(Traffic.NAT_DESTINATION_PORT, 65_535),
    BYTES(Traffic.BYTES, Long.MAX_VALUE),
    PACKETS(Traffic.PACKETS, Long.MAX_VALUE),
    TCP_FLAGS(Traffic.TCP_FLAGS, 65_535),
    INPUT_INTERFACE(Traffic.INPUT_INTERFACE, Integer.MAX_VALUE),
    OUTPUT_INTERFACE(Traffic.OUTPUT_INTERFACE, Integer.MAX_VALUE),
    SAMPLING_INTERVAL(Traffic.SAMPLING_INTERVAL, Integer.MAX_VALUE),
    SAMPLING_SPACE(Traffic.SAMPLING_INTERVAL, Integer.MAX_VALUE),
    SELECTOR(Traffic.SAMPLING_INTERVAL, 0),
    ACTION(Traffic.ACTION, 0),
    USER_NAME(Traffic.USER_NAME, 0),
    SOURCE_MAC(Traffic.SOURCE_MAC, 0),
    URL(Traffic.URL, 0);

    private final Column column;
    private final long max;

    Slot(Column column, long max) {
      this.column = column;
      this.max = max;
    }

    /** The column it fills or helps to fill. */
    Column column() {
      return column;
    }

    /** A number above this is nonsense and leaves the column null. */
    long max() {
      return max;
    }
  }

  /**
   * One step.
   *
   * @param length in bytes; {@link Template#VARIABLE} if it stands before the field
   */
  record Step(Op op, Slot slot, Column column, long max, int length) {
    static Step of(Op op, Slot slot, int length) {
      return new Step(op, slot, slot.column(), slot.max(), length);
    }
  }

  /** Whether it has a step of those that are settled only where they are. */
  boolean hasSeldom() {
    for (Step step : steps) {
      switch (step.op()) {
        case FIREWALL_EVENT, NAT_EVENT, RANGE_START, RANGE_END, RANGE_STEP, RANGE_PORTS -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  static TrafficPlan compile(
      FlowVersion version, int[] enterprises, int[] elements, int[] lengths) {
    @Nullable TrafficMapping[] mappings = new TrafficMapping[elements.length];
    EnumMap<Slot, Integer> winners = new EnumMap<>(Slot.class);
    for (int i = 0; i < elements.length; i++) {
      TrafficMapping mapping = TrafficMapping.of(version, enterprises[i], elements[i]);
      if (mapping == null || !mapping.takes(lengths[i])) continue;
      mappings[i] = mapping;
      Integer best = winners.get(mapping.slot());
      TrafficMapping winner = best == null ? null : mappings[best];
      if (winner == null || mapping.rank() < winner.rank()) winners.put(mapping.slot(), i);
    }
    List<Step> steps = new ArrayList<>();
    int skipped = 0;
    for (int i = 0; i < elements.length; i++) {
      TrafficMapping mapping = mappings[i];
      boolean wins = mapping != null && winners.getOrDefault(mapping.slot(), -1) == i;
      if (!wins && lengths[i] != Template.VARIABLE) {
        skipped += lengths[i];
        continue;
      }
      if (skipped > 0) steps.add(Step.of(Op.SKIP, Slot.NONE, skipped));
      skipped = 0;
      steps.add(
          mapping != null && wins
              ? Step.of(opOf(mapping, winners), mapping.slot(), lengths[i])
              : Step.of(Op.SKIP, Slot.NONE, Template.VARIABLE));
    }
    return new TrafficPlan(steps.toArray(new Step[0]));
  }

  /** A template with both families holds zeros in one of them. */
  private static Op opOf(TrafficMapping mapping, EnumMap<Slot, Integer> winners) {
    boolean both =
        switch (mapping.slot()) {
          case SOURCE_V4 -> winners.containsKey(Slot.SOURCE_V6);
          case SOURCE_V6 -> winners.containsKey(Slot.SOURCE_V4);
          case DESTINATION_V4 -> winners.containsKey(Slot.DESTINATION_V6);
          case DESTINATION_V6 -> winners.containsKey(Slot.DESTINATION_V4);
          default -> false;
        };
    if (!both) return mapping.op();
    return mapping.op() == Op.IPV4 ? Op.IPV4_UNLESS_ZERO : Op.IPV6_UNLESS_ZERO;
  }
}
