package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.session.AccountingEvent;
import jaruek.radius.session.SessionRules;
import jaruek.radius.session.SessionTable;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever accounting says, it becomes an event that can be stored, or none. */
class AccountingFuzzTest {
  private static final RadiusClient CLIENT = RunningServer.client("loopback", "127.0.0.0/8", true);

  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 20_000);

  private static final long NOW = Instant.parse("2026-11-23T03:00:00Z").toEpochMilli();
  private static final IpAddress SOURCE = IpAddress.parse("127.0.0.1").orElseThrow();
  private static final InetSocketAddress SENDER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1024);

  private final SessionTable sessions =
      new SessionTable(
          SessionRules.in(ZoneId.of("Asia/Bangkok")),
          new Telemetry(),
          () -> Instant.ofEpochMilli(NOW));

  @FuzzTest
  void anyRequestIsAnEventOrNone(byte[] datagram) {
    isEvent(datagram);
  }

  private boolean isEvent(byte[] datagram) {
    if (!(PacketCheck.check(datagram) instanceof Checked.Sound(Packet packet))) return false;
    Optional<AccountingEvent.Kind> kind = AccountingRequest.kind(packet);
    if (kind.isEmpty()) return false;
    EventTime time = EventTime.of(packet, NOW);
    assertTrue(time.atMillis() <= NOW + EventTime.TOLERANCE_MILLIS);
    assertTrue(time.atMillis() >= NOW - EventTime.DELAY_MILLIS_MAX);
    Exchange exchange = new Exchange(packet, CLIENT, SOURCE, SENDER, NOW);
    AccountingEvent event = AccountingRequest.event(exchange, kind.get(), time);
    byte[] stored = EventCodec.encode(AccountingRequest.identity(event, packet));
    assertTrue(stored.length < 32_768);
    if (!sessions.known(event).repeats()) sessions.apply(event);
    return true;
  }

  @Test
  void damagedAccountingThrowsNothingAndTheTableHolds() {
    long seed = 20261123;
    Random random = new Random(seed);
    List<byte[]> sound = List.of(request(1), request(2), request(3), request(7), request(8));
    int events = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] datagram = sound.get(round % sound.size()).clone();
      for (int flips = random.nextInt(5); flips > 0; flips--) {
        datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
      }
      if (isEvent(datagram)) events++;
    }
    assertTrue(events > ROUNDS / 4, "seed " + seed + ": " + events);
  }

  private static byte[] request(int status) {
    return PacketWriter.request(
        PacketCode.ACCOUNTING_REQUEST,
        1,
        new byte[16],
        List.of(
            Attribute.number(AttributeType.ACCT_STATUS_TYPE, status),
            Attribute.text(AttributeType.ACCT_SESSION_ID, "s1"),
            Attribute.text(AttributeType.USER_NAME, "somchai"),
            Attribute.text(AttributeType.CALLING_STATION_ID, "AA-BB-CC-00-11-22"),
            Attribute.number(AttributeType.FRAMED_IP_ADDRESS, 0x0a000001),
            Attribute.number(AttributeType.EVENT_TIMESTAMP, NOW / 1000),
            Attribute.number(AttributeType.ACCT_DELAY_TIME, 3),
            Attribute.number(AttributeType.ACCT_INPUT_OCTETS, 1),
            Attribute.number(AttributeType.ACCT_INPUT_GIGAWORDS, 1),
            new Attribute(97, new byte[] {0, 64, 32, 1, 13, (byte) 0xb8, 0, 0, 0, 1})),
        CLIENT.secret());
  }
}
