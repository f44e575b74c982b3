package jaruek.collector.flow;

import jaruek.collector.flow.TrafficPlan.Op;
import jaruek.collector.flow.TrafficPlan.Slot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which information element fills which column of <b>traffic</b>. NetFlow v9's types 1-127 are the
 * same as IANA's elements.
 *
 * <ul>
 *   <li>bytes and packets: deltas before totals before the initiator's half of a two-way flow
 *       before layer 2 before what left the device. The other half of a two-way flow is a row of
 *       its own: see {@link ReverseRow}.
 *   <li>Times: absolute ones, finest first where exact, then relative to the uptime, then relative
 *       to the export; the time of observation where a record has no start or end (NAT events).
 *   <li>ICMP: the destination port is type × 256 + code, as NetFlow v5 has it, unless the device
 *       filled that port itself; the source port stays as the device gave it.
 *   <li>An event that opens something (a translation, a binding, a block of ports, a firewall's
 *       "created") leaves ended_at null where it has but a time of observation; see {@link
 *       NatEvents}.
 *   <li>A block of ports (RFC 8158, elements 361-364): nat_source_port is its first port,
 *       nat_destination_port its last, action "port-block", or "port-block/N" where only each Nth
 *       port belongs to it.
 *   <li>NAT addresses and ports of zero, and hardware addresses of zero, mean "none": null.
 *   <li>A wireless controller that names only the station gives it as the source, in both
 *       directions. A record without any time leaves started_at and ended_at null.
 *   <li>action: firewallEvent in words (created, deleted, denied, alert, update), else
 *       forwardingStatus (forwarded, dropped, consumed).
 * </ul>
 *
 * @param rank the lowest wins among fields for the same slot
 */
record TrafficMapping(Slot slot, int rank, Op op) {
  private static final Map<Integer, TrafficMapping> IANA = new HashMap<>();
  private static final Map<Integer, TrafficMapping> NETFLOW9_ONLY = new HashMap<>();

  static {
    iana(152, Slot.START, 0, Op.MILLIS);
    iana(154, Slot.START, 1, Op.NTP);
    iana(156, Slot.START, 2, Op.NTP);
    iana(150, Slot.START, 3, Op.SECONDS);
    iana(22, Slot.START, 4, Op.UPTIME);
    iana(158, Slot.START, 5, Op.DELTA_MICROS);
    iana(153, Slot.END, 0, Op.MILLIS);
    iana(155, Slot.END, 1, Op.NTP);
    iana(157, Slot.END, 2, Op.NTP);
    iana(151, Slot.END, 3, Op.SECONDS);
    iana(21, Slot.END, 4, Op.UPTIME);
    iana(159, Slot.END, 5, Op.DELTA_MICROS);
    iana(323, Slot.OBSERVED, 0, Op.MILLIS);
    iana(324, Slot.OBSERVED, 1, Op.NTP);
    iana(325, Slot.OBSERVED, 2, Op.NTP);
    iana(322, Slot.OBSERVED, 3, Op.SECONDS);
    iana(161, Slot.DURATION, 0, Op.DURATION_MILLIS);
    iana(162, Slot.DURATION, 1, Op.DURATION_MICROS);
    iana(160, Slot.SYSTEM_INIT, 0, Op.SYSTEM_INIT);

    iana(4, Slot.PROTOCOL, 0, Op.PROTOCOL);
    iana(8, Slot.SOURCE_V4, 0, Op.IPV4);
    iana(366, Slot.SOURCE_V4, 1, Op.IPV4);
    iana(27, Slot.SOURCE_V6, 0, Op.IPV6);
    iana(12, Slot.DESTINATION_V4, 0, Op.IPV4);
    iana(28, Slot.DESTINATION_V6, 0, Op.IPV6);
    iana(7, Slot.SOURCE_PORT, 0, Op.NUMBER);
    iana(180, Slot.SOURCE_PORT_UDP, 0, Op.NUMBER_UNLESS_ZERO);
    iana(182, Slot.SOURCE_PORT_TCP, 0, Op.NUMBER_UNLESS_ZERO);
    iana(11, Slot.DESTINATION_PORT, 0, Op.DESTINATION_PORT);
    iana(181, Slot.DESTINATION_PORT_UDP, 0, Op.NUMBER_UNLESS_ZERO);
    iana(183, Slot.DESTINATION_PORT_TCP, 0, Op.NUMBER_UNLESS_ZERO);
    iana(32, Slot.ICMP_TYPE_CODE, 0, Op.ICMP_TYPE_CODE);
    iana(139, Slot.ICMP_TYPE_CODE, 1, Op.ICMP_TYPE_CODE);
    iana(176, Slot.ICMP_TYPE, 0, Op.ICMP_TYPE);
    iana(178, Slot.ICMP_TYPE, 1, Op.ICMP_TYPE);
    iana(177, Slot.ICMP_CODE, 0, Op.ICMP_CODE);
    iana(179, Slot.ICMP_CODE, 1, Op.ICMP_CODE);

    iana(225, Slot.NAT_SOURCE_V4, 0, Op.IPV4_UNLESS_ZERO);
    iana(281, Slot.NAT_SOURCE_V6, 0, Op.IPV6_UNLESS_ZERO);
    iana(226, Slot.NAT_DESTINATION_V4, 0, Op.IPV4_UNLESS_ZERO);
    iana(282, Slot.NAT_DESTINATION_V6, 0, Op.IPV6_UNLESS_ZERO);
    iana(227, Slot.NAT_SOURCE_PORT, 0, Op.NUMBER_UNLESS_ZERO);
    iana(228, Slot.NAT_DESTINATION_PORT, 0, Op.NUMBER_UNLESS_ZERO);
    iana(230, Slot.NAT_EVENT, 0, Op.NAT_EVENT);
    iana(361, Slot.RANGE_START, 0, Op.RANGE_START);
    iana(362, Slot.RANGE_END, 0, Op.RANGE_END);
    iana(363, Slot.RANGE_STEP, 0, Op.RANGE_STEP);
    iana(364, Slot.RANGE_PORTS, 0, Op.RANGE_PORTS);

    iana(1, Slot.BYTES, 0, Op.COUNTER);
    iana(85, Slot.BYTES, 1, Op.COUNTER);
    iana(231, Slot.BYTES, 2, Op.COUNTER);
    iana(352, Slot.BYTES, 3, Op.COUNTER);
    iana(353, Slot.BYTES, 4, Op.COUNTER);
    iana(23, Slot.BYTES, 5, Op.COUNTER);
    iana(171, Slot.BYTES, 6, Op.COUNTER);
    iana(2, Slot.PACKETS, 0, Op.COUNTER);
    iana(86, Slot.PACKETS, 1, Op.COUNTER);
    iana(298, Slot.PACKETS, 2, Op.COUNTER);
    iana(24, Slot.PACKETS, 5, Op.COUNTER);
    iana(172, Slot.PACKETS, 6, Op.COUNTER);
    iana(6, Slot.TCP_FLAGS, 0, Op.NUMBER);
    iana(10, Slot.INPUT_INTERFACE, 0, Op.INPUT_INTERFACE);
    iana(252, Slot.INPUT_INTERFACE, 1, Op.INPUT_INTERFACE);
    iana(14, Slot.OUTPUT_INTERFACE, 0, Op.NUMBER);
    iana(253, Slot.OUTPUT_INTERFACE, 1, Op.NUMBER);

    iana(34, Slot.SAMPLING_INTERVAL, 0, Op.SAMPLING_INTERVAL);
    iana(50, Slot.SAMPLING_INTERVAL, 1, Op.SAMPLING_INTERVAL);
    iana(305, Slot.SAMPLING_INTERVAL, 2, Op.SAMPLING_INTERVAL);
    iana(306, Slot.SAMPLING_SPACE, 0, Op.SAMPLING_SPACE);
    iana(48, Slot.SELECTOR, 0, Op.SELECTOR);
    iana(302, Slot.SELECTOR, 1, Op.SELECTOR);

    iana(233, Slot.ACTION, 0, Op.FIREWALL_EVENT);
    iana(89, Slot.ACTION, 2, Op.FORWARDING_STATUS);
    iana(371, Slot.USER_NAME, 0, Op.TEXT);
    iana(461, Slot.URL, 0, Op.TEXT);
    iana(56, Slot.SOURCE_MAC, 0, Op.MAC_UNLESS_ZERO);
    iana(365, Slot.SOURCE_MAC, 1, Op.MAC_UNLESS_ZERO);
    iana(81, Slot.SOURCE_MAC, 2, Op.MAC_UNLESS_ZERO);

    // Cisco ASA, before IANA had elements for these; and the user of ASA and PAN-OS.
    netflow9(40_001, Slot.NAT_SOURCE_V4, 1, Op.IPV4_UNLESS_ZERO);
    netflow9(40_002, Slot.NAT_DESTINATION_V4, 1, Op.IPV4_UNLESS_ZERO);
    netflow9(40_003, Slot.NAT_SOURCE_PORT, 1, Op.NUMBER_UNLESS_ZERO);
    netflow9(40_004, Slot.NAT_DESTINATION_PORT, 1, Op.NUMBER_UNLESS_ZERO);
    netflow9(40_005, Slot.ACTION, 1, Op.FIREWALL_EVENT);
    netflow9(40_000, Slot.USER_NAME, 1, Op.TEXT);
    netflow9(56_702, Slot.USER_NAME, 2, Op.TEXT);
  }

  private static void iana(int element, Slot slot, int rank, Op op) {
    IANA.put(element, new TrafficMapping(slot, rank, op));
  }

  private static void netflow9(int element, Slot slot, int rank, Op op) {
    NETFLOW9_ONLY.put(element, new TrafficMapping(slot, rank, op));
  }

  /** What this field fills, null for nothing. */
  static @Nullable TrafficMapping of(FlowVersion version, int enterprise, int element) {
    if (enterprise != 0) return EnterpriseElements.of(enterprise, element);
    TrafficMapping mapping = IANA.get(element);
    if (mapping != null || version != FlowVersion.NETFLOW9) return mapping;
    TrafficMapping own = NETFLOW9_ONLY.get(element);
    return own == null ? EnterpriseElements.ofNetFlow9(element) : own;
  }

  boolean takes(int length) {
    return op.takes(length);
  }
}
