package jaruek.collector.flow;

import static jaruek.retention.record.IpAddress.lowOfIpv4;

import jaruek.collector.flow.TrafficPlan.Slot;
import jaruek.collector.flow.TrafficPlan.Step;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs a template's plan over a record and fills one traffic row, reading straight from the
 * datagram; only a user name is copied.
 *
 * <p>Fields that need one another (times and uptimes, protocol and ICMP, interval and sampler) are
 * put by while the plan runs and settled at the record's end.
 */
final class TrafficMapper implements RecordVisitor {
  private static final long ABSENT = Long.MIN_VALUE;
  private static final long NO_RANGE = -1;

  /** The origin of a row whose times are a guess. */
  private static final byte[] UNTIMED = "ipfix/untimed".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] PORT_BLOCK = Traffic.PORT_BLOCK.getBytes(StandardCharsets.US_ASCII);
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;
  private static final long NTP_ERA_SECONDS = 1L << 32;

  /** The last millisecond of the year 9999: a later time is nonsense and stays null. */
  static final long MILLIS_MAX = 253_402_300_799_999L;

  private static final int ICMP = 1;
  private static final int ICMP_V6 = 58;

  private static final byte[][] FIREWALL_EVENTS =
      words("ignore", "created", "deleted", "denied", "alert", "update");
  private static final int FIREWALL_CREATED = 1;
  private static final byte[][] FORWARDING = words("unknown", "forwarded", "dropped", "consumed");

  private final ReverseRow reverse = new ReverseRow();
  private @Nullable RowSink rows;
  private long sampled;
  private long start;
  private long end;
  private long observed;
  private long duration;
  private long systemInit;
  private boolean untimed;
  private boolean startIsUptime;
  private boolean endIsUptime;
  private int startUptime;
  private int endUptime;
  private int protocol;
  private long destinationPort;
  private int icmp;
  private long inputInterface;
  private long natEvent;
  private long firewallEvent;
  private long rangeStart = ABSENT;
  private long rangeEnd;
  private long rangeStep;
  private long rangePorts;
  private long interval;
  private long space;
  private long selector;

  private static byte[][] words(String... words) {
    return Arrays.stream(words)
        .map(word -> word.getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }

  /** Where the rows go from now on. */
  void rows(RowSink sink) {
    rows = sink;
  }

  @Override
  public void record(Datagram datagram, Template template, byte[] bytes, int from) {
    if (rows == null) return;
    RowWriter row = rows.row(Dataset.TRAFFIC);
    clear();
    IpAddress exporter = datagram.exporter().address();
    row.setAddress(Traffic.EXPORTER, exporter.high(), exporter.low());
    int at = from;
    for (Step step : template.plan().steps()) {
      int length = step.length();
      if (length == Template.VARIABLE) {
        length = Wire.u8(bytes, at++);
        if (length == 255) {
          length = Wire.u16(bytes, at);
          at += 2;
        }
      }
      run(step, row, datagram, bytes, at, length);
      at += length;
    }
    times(row, datagram);
    row.set(Traffic.ORIGIN, untimed ? UNTIMED : datagram.version().origin());
    ports(row);
    sampling(row, datagram, template);
    if (template.seldom()) settleSeldom(row);
    if (datagram.late()) {
      row.set(Traffic.RECEIVED_AT, datagram.receivedAtMillis());
      row.set(Traffic.FRAME, datagram.position());
    }
    row.end();
    if (template.twoWay()) reverse(datagram, template, bytes, from, rows);
  }

  private void reverse(Datagram datagram, Template template, byte[] bytes, int from, RowSink sink) {
    reverse.write(
        datagram,
        template,
        bytes,
        from,
        sink,
        timeOrNone(start),
        timeOrNone(end),
        untimed ? UNTIMED : datagram.version().origin(),
        sampled);
  }

  /**
   * The end of a record of events or port blocks. What they put by is taken away here and not in
   * {@link #clear}, which every record of every template pays for.
   */
  private void settleSeldom(RowWriter row) {
    if (rangeStart > NO_RANGE) block(row);
    rangeStart = ABSENT;
    natEvent = 0;
    firewallEvent = 0;
  }

  static long timeOrNone(long millis) {
    return isTime(millis) ? millis : 0;
  }

  private void clear() {
    start = ABSENT;
    end = ABSENT;
    observed = ABSENT;
    duration = ABSENT;
    systemInit = ABSENT;
    untimed = false;
    startIsUptime = false;
    endIsUptime = false;
    protocol = -1;
    destinationPort = ABSENT;
    icmp = 0;
    inputInterface = ABSENT;
    interval = 0;
    space = 0;
    selector = Sampling.NO_SELECTOR;
  }

  private void run(Step step, RowWriter row, Datagram datagram, byte[] bytes, int at, int length) {
    Column column = step.column();
    switch (step.op()) {
      case SKIP -> {}
      case NUMBER -> {
        long value = Wire.unsigned(bytes, at, length);
        if (value >= 0 && value <= step.max()) row.set(column, value);
      }
      case NUMBER_UNLESS_ZERO -> {
        long value = Wire.unsigned(bytes, at, length);
        if (value > 0 && value <= step.max()) row.set(column, value);
      }
      case COUNTER -> {
        long value = Wire.unsigned(bytes, at, length);
        row.set(column, value < 0 ? Long.MAX_VALUE : value);
      }
      case IPV4 -> row.setAddress(column, 0, lowOfIpv4(Wire.i32(bytes, at)));
      case IPV4_UNLESS_ZERO -> {
        int bits = Wire.i32(bytes, at);
        if (bits != 0) row.setAddress(column, 0, lowOfIpv4(bits));
      }
      case IPV6 -> row.setAddress(column, Wire.i64(bytes, at), Wire.i64(bytes, at + 8));
      case IPV6_UNLESS_ZERO -> {
        long high = Wire.i64(bytes, at);
        long low = Wire.i64(bytes, at + 8);
        if ((high | low) != 0) row.setAddress(column, high, low);
      }
      case MAC_UNLESS_ZERO -> {
        long bits = Wire.unsigned(bytes, at, 6);
        if (bits != 0) row.setMac(column, bits);
      }
      case TEXT -> text(row, column, bytes, at, length);
      case FIREWALL_EVENT -> {
        long event = Wire.unsigned(bytes, at, length);
        // 0 is "ignore": the record is none of the other events.
        if (event > 0 && event < FIREWALL_EVENTS.length) {
          firewallEvent = event;
          row.set(column, FIREWALL_EVENTS[(int) event]);
        }
      }
      case FORWARDING_STATUS -> {
        int status = Wire.u8(bytes, at + length - 1) >>> 6;
        if (status != 0) row.set(column, FORWARDING[status]);
      }
      case PROTOCOL -> {
        long value = Wire.unsigned(bytes, at, length);
        if (value >= 0 && value <= step.max()) {
          protocol = (int) value;
          row.set(column, value);
        }
      }
      case INPUT_INTERFACE -> {
        inputInterface = Wire.unsigned(bytes, at, length);
        if (inputInterface >= 0 && inputInterface <= step.max()) row.set(column, inputInterface);
      }
      case NAT_EVENT -> {
        natEvent = Wire.unsigned(bytes, at, length);
        if (natEvent >= 0 && natEvent <= step.max()) row.set(column, natEvent);
      }
      case RANGE_START, RANGE_END, RANGE_STEP, RANGE_PORTS ->
          range(step.op(), Wire.unsigned(bytes, at, length));
      case DESTINATION_PORT -> destinationPort = Wire.unsigned(bytes, at, length);
      case ICMP_TYPE_CODE -> icmp = (int) Wire.unsigned(bytes, at, length) & 0xffff;
      case ICMP_TYPE -> icmp |= ((int) Wire.unsigned(bytes, at, length) & 0xff) << 8;
      case ICMP_CODE -> icmp |= (int) Wire.unsigned(bytes, at, length) & 0xff;
      case SAMPLING_INTERVAL -> interval = Wire.unsigned(bytes, at, length);
      case SAMPLING_SPACE -> space = Wire.unsigned(bytes, at, length);
      case SELECTOR -> selector = Wire.unsigned(bytes, at, length);
      case SECONDS -> put(step.slot(), secondsToMillis(Wire.unsigned(bytes, at, length)));
      case MILLIS -> put(step.slot(), Wire.unsigned(bytes, at, length));
      case NTP -> put(step.slot(), ntpMillis(Wire.i64(bytes, at)));
      case DELTA_MICROS ->
          put(step.slot(), datagram.exportMillis() - Wire.unsigned(bytes, at, length) / 1_000);
      case UPTIME -> putUptime(step.slot(), datagram, (int) Wire.unsigned(bytes, at, length));
      case DURATION_MILLIS -> duration = Wire.unsigned(bytes, at, length);
      case DURATION_MICROS -> duration = Wire.unsigned(bytes, at, length) / 1_000;
      case SYSTEM_INIT -> systemInit = Wire.unsigned(bytes, at, length);
    }
  }

  static long secondsToMillis(long seconds) {
    return seconds < 0 || seconds > MILLIS_MAX / 1_000 ? ABSENT : seconds * 1_000;
  }

  /**
   * RFC 5905 timestamp format, era 0 or 1 (from 2036 on). Rounded: a millisecond that was turned
   * into 2⁻³² seconds comes back as itself.
   */
  static long ntpMillis(long timestamp) {
    long seconds = (timestamp >>> 32) - NTP_TO_UNIX_SECONDS;
    if (timestamp == 0) return ABSENT;
    if (seconds < 0) seconds += NTP_ERA_SECONDS;
    long fraction = timestamp & 0xffff_ffffL;
    return seconds * 1_000 + ((fraction * 1_000 + (1L << 31)) >>> 32);
  }

  private void put(Slot slot, long millis) {
    if (slot == Slot.START) start = millis;
    else if (slot == Slot.END) end = millis;
    else observed = millis;
  }

  private void putUptime(Slot slot, Datagram datagram, int uptime) {
    if (datagram.version() != FlowVersion.IPFIX) {
      put(slot, atUptime(datagram.exportMillis(), datagram.uptime(), uptime));
    } else if (slot == Slot.START) {
      startIsUptime = true;
      startUptime = uptime;
    } else {
      endIsUptime = true;
      endUptime = uptime;
    }
  }

  /**
   * When the uptime was this, given what it was at export. The difference is taken in 32 bits: it
   * is right across a wrap, and for a time slightly ahead of the header's.
   */
  private static long atUptime(long exportMillis, int uptimeAtExport, int uptime) {
    return exportMillis - (uptimeAtExport - uptime);
  }

  private void times(RowWriter row, Datagram datagram) {
    if (startIsUptime || endIsUptime) uptimes(datagram);
    if (duration >= 0) {
      if (!isTime(end) && isTime(start)) end = start + duration;
      else if (!isTime(start) && isTime(end)) start = end - duration;
    }
    if (!isTime(start)) start = observed;
    if (!isTime(end) && !NatEvents.opens(natEvent) && firewallEvent != FIREWALL_CREATED) {
      end = observed;
    }
    if (!isTime(start) && !isTime(end)) datagram.exporter().withoutTime().increment();
    if (isTime(start)) row.set(Traffic.STARTED_AT, start);
    if (isTime(end)) row.set(Traffic.ENDED_AT, end);
  }

  /**
   * IPFIX: its header has no uptime. Where the exporter never said when it started (MikroTik), the
   * flow is taken to have ended at the export, and its length is kept; the row's origin tells so.
   */
  private void uptimes(Datagram datagram) {
    long init = isTime(systemInit) ? systemInit : datagram.domain().systemInitMillis();
    long export = datagram.exportMillis();
    if (isTime(init)) {
      int uptimeAtExport = (int) (export - init);
      if (startIsUptime) start = atUptime(export, uptimeAtExport, startUptime);
      if (endIsUptime) end = atUptime(export, uptimeAtExport, endUptime);
      return;
    }
    untimed = true;
    datagram.exporter().withoutBootTime().increment();
    if (endIsUptime) end = export;
    if (startIsUptime) {
      start = endIsUptime ? export - Math.max(0, endUptime - startUptime) : export;
    }
  }

  private static boolean isTime(long millis) {
    return millis > 0 && millis <= MILLIS_MAX;
  }

  private void ports(RowWriter row) {
    boolean isIcmp = protocol == ICMP || protocol == ICMP_V6;
    if (isIcmp && icmp != 0 && destinationPort <= 0) {
      row.set(Traffic.DESTINATION_PORT, icmp);
    } else if (destinationPort >= 0 && destinationPort <= 65_535) {
      row.set(Traffic.DESTINATION_PORT, destinationPort);
    }
  }

  /** Apart from the other steps, which are taken millions of times a second. */
  private void range(TrafficPlan.Op op, long value) {
    if (rangeStart == ABSENT) {
      rangeStart = NO_RANGE;
      rangeEnd = ABSENT;
      rangeStep = 1;
      rangePorts = ABSENT;
    }
    if (op == TrafficPlan.Op.RANGE_START) rangeStart = value;
    else if (op == TrafficPlan.Op.RANGE_END) rangeEnd = value;
    else if (op == TrafficPlan.Op.RANGE_STEP) rangeStep = value;
    else rangePorts = value;
  }

  /** A block without an end or a count of ports is one port. */
  private void block(RowWriter row) {
    long step = Math.max(1, rangeStep);
    long last = rangeEnd;
    if (last < 0) last = rangePorts > 0 ? rangeStart + (rangePorts - 1) * step : rangeStart;
    if (rangeStart > 65_535 || last < rangeStart || last > 65_535) return;
    row.set(Traffic.NAT_SOURCE_PORT, rangeStart);
    row.set(Traffic.NAT_DESTINATION_PORT, last);
    if (step == 1 || step > 65_535) row.set(Traffic.ACTION, PORT_BLOCK);
    else row.set(Traffic.ACTION, Traffic.PORT_BLOCK + "/" + step);
  }

  private void sampling(RowWriter row, Datagram datagram, Template template) {
    long value = SamplingField.interval(interval, space);
    if (value <= 0) value = datagram.samplingInterval();
    if (value <= 0) {
      value =
          datagram.exporter().interval(datagram.domain(), selector, inputInterface, template.id());
    }
    sampled = value > 0 && value <= Integer.MAX_VALUE ? value : 0;
    if (sampled > 0) row.set(Traffic.SAMPLING_INTERVAL, sampled);
  }

  private static void text(RowWriter row, Column column, byte[] bytes, int at, int length) {
    int end = at;
    boolean ascii = true;
    while (end < at + length && bytes[end] != 0) ascii &= bytes[end++] > 0;
    if (end == at) return;
    if (ascii) row.set(column, Arrays.copyOfRange(bytes, at, end));
    else row.set(column, new String(bytes, at, end - at, StandardCharsets.UTF_8));
  }
}
