package jaruek.appliance;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Frames made by hand, of every kind. */
final class Frames {
  static final IpAddress GATEWAY = IpAddress.of("192.0.2.1");
  static final IpAddress PUBLIC = IpAddress.of("203.0.113.7");

  private Frames() {}

  static Frame flow(long nowMillis, byte[] datagram) {
    return new Frame(FrameKind.FLOW, nowMillis, GATEWAY, 2055, Transport.UDP, datagram);
  }

  static Frame syslog(long nowMillis, String line) {
    return new Frame(
        FrameKind.SYSLOG,
        nowMillis,
        GATEWAY,
        514,
        Transport.TCP,
        line.getBytes(StandardCharsets.UTF_8));
  }

  static Frame accounting(
      long nowMillis, String event, String user, String session, String address) {
    return new Frame(
        FrameKind.IDENTITY,
        nowMillis,
        GATEWAY,
        1813,
        Transport.UDP,
        EventCodec.encode(
            new IdentityEvent(
                event,
                nowMillis,
                user,
                address,
                null,
                "02:00:5e:10:00:15",
                null,
                "192.0.2.1",
                "7",
                session,
                null,
                null,
                null,
                null,
                null,
                null)));
  }

  static Frame operation(long nowMillis, String action) {
    return new Frame(
        FrameKind.OPERATION,
        nowMillis,
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(new OperationEvent("user:test", action, null, "{}", "done", null)));
  }

  static Frame mikrotik(long nowMillis, int port) {
    return syslog(
        nowMillis,
        "<134>1 2026-11-23T10:42:01.000+07:00 gw firewall - - - srcnat: in:bridge out:ether1,"
            + " src-mac 02:00:5e:10:00:15, proto TCP (SYN), 10.0.0.5:"
            + port
            + "->198.51.100.4:443, NAT (10.0.0.5:"
            + port
            + "->203.0.113.7:"
            + port
            + ")->198.51.100.4:443, len 52");
  }

  static FlowDatagrams exporter(long nowMillis, List<FlowDatagrams.Field> fields) {
    return new FlowDatagrams(7, nowMillis - 86_400_000, fields);
  }

  static List<FlowDatagrams.Flow> flows(SplittableRandom random, long nowMillis, int count) {
    List<FlowDatagrams.Flow> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long started = nowMillis - random.nextInt(60_000);
      IpAddress there = IpAddress.ofIpv4(0xC6336400 | random.nextInt(256));
      flows.add(
          new FlowDatagrams.Flow(
              started,
              started + random.nextInt(30_000),
              random.nextBoolean() ? 6 : 17,
              IpAddress.ofIpv4(0x0A000000 | random.nextInt(4096)),
              1024 + random.nextInt(60_000),
              there,
              443,
              random.nextInt(100_000),
              1 + random.nextInt(100),
              0x1b,
              1,
              2,
              PUBLIC,
              1024 + random.nextInt(60_000),
              there,
              443));
    }
    return flows;
  }
}
