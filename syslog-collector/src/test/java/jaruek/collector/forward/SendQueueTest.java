package jaruek.collector.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Lines as proc_net_tcp in the kernel's documentation has them. */
final class SendQueueTest {
  private static final List<String> TABLE =
      List.of(
          "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
              + " timeout inode",
          "   0: 0100007F:0202 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0       "
              + " 0 1 1 0 100 0 0 10 0",
          "   1: 0100007F:C001 0100007F:0202 01 0000ABCD:00000001 01:00000014 00000000     0       "
              + " 0 2 2 0 20 4 30 10 -1",
          "   2: 0100007F:C002 0100007F:0202 08 00000005:00000000 00:00000000 00000000     0       "
              + " 0 3 1 0 20 4 30 10 -1",
          "   3: 0100007F:C003 0100007F:0202 01 00000000:00000000 00:00000000 00000000     0       "
              + " 0 4 1 0 20 4 30 10 -1",
          "   4: cut");

  @Test
  void tellsWhatIsNotAcknowledged() {
    assertEquals(OptionalLong.of(0xabcd), SendQueue.bytes(TABLE, 0xc001, 0x202));
    assertEquals(OptionalLong.of(0), SendQueue.bytes(TABLE, 0xc003, 0x202));
  }

  @Test
  void aConnectionThatIsNotEstablishedIsNone() {
    assertEquals(OptionalLong.empty(), SendQueue.bytes(TABLE, 0xc002, 0x202));
    assertEquals(OptionalLong.empty(), SendQueue.bytes(TABLE, 0xc004, 0x202));
    assertEquals(OptionalLong.empty(), SendQueue.bytes(List.of(), 0xc001, 0x202));
  }
}
