package jaruek.retention.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFilterTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("traffic.filter");
  }

  private boolean mayHold(Column column, Object value) {
    try (KeyProbe probe = new KeyProbe(file)) {
      return probe.mayHold(KeyFilter.hash(column, value).orElseThrow());
    }
  }

  private boolean mayHold(IpAddress source) {
    return mayHold(Traffic.SOURCE_ADDRESS, source);
  }

  private record Key(Column column, Object value) {}

  private static IpAddress random(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? new IpAddress(random.nextLong(), random.nextLong())
        : IpAddress.ofIpv4(random.nextInt());
  }

  @Test
  void noKeyOfAnyRowIsEverDenied() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    for (int rows : new int[] {1, 2, 36, 37, 38, 1000, 40_000}) {
      ColumnBatch batch = new ColumnBatch(Dataset.TRAFFIC);
      List<Key> keys = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        IpAddress[] addresses = {random(random), random(random), random(random), random(random)};
        MacAddress mac = new MacAddress(random.nextLong());
        String user = "ผู้ใช้ " + random.nextInt(500);
        batch
            .begin(i, i)
            .set(Traffic.SOURCE_ADDRESS, addresses[0])
            .set(Traffic.DESTINATION_ADDRESS, addresses[1])
            .set(Traffic.NAT_SOURCE_ADDRESS, addresses[2])
            .set(Traffic.NAT_DESTINATION_ADDRESS, addresses[3])
            .set(Traffic.USER_NAME, user)
            .setMac(Traffic.SOURCE_MAC, mac.bits())
            .end();
        keys.add(new Key(Traffic.SOURCE_ADDRESS, addresses[0]));
        keys.add(new Key(Traffic.DESTINATION_ADDRESS, addresses[1]));
        keys.add(new Key(Traffic.NAT_SOURCE_ADDRESS, addresses[2]));
        keys.add(new Key(Traffic.NAT_DESTINATION_ADDRESS, addresses[3]));
        keys.add(new Key(Traffic.SOURCE_MAC, mac));
        keys.add(new Key(Traffic.USER_NAME, user));
      }
      Files.write(file, KeyFilter.of(batch));
      for (Key key : keys) {
        assertTrue(mayHold(key.column, key.value), () -> key + " is denied");
      }
    }
  }

  @Test
  void identityHasItsAddressesAndUsers() throws IOException {
    ColumnBatch batch = new ColumnBatch(Dataset.IDENTITY);
    batch
        .begin(1, 1)
        .set(Identity.USER_NAME, "somchai")
        .set(Identity.ADDRESS, IpAddress.of("10.0.0.1"))
        .set(Identity.ADDRESS_V6, IpAddress.of("2001:db8::1"))
        .setMac(Identity.MAC, 0xaabbccddeeffL)
        .end();
    Files.write(file, KeyFilter.of(batch));
    assertTrue(mayHold(Identity.ADDRESS, IpAddress.of("10.0.0.1")));
    assertTrue(mayHold(Identity.ADDRESS, IpAddress.of("::ffff:10.0.0.1")), "the same when mapped");
    assertTrue(mayHold(Identity.ADDRESS_V6, IpAddress.of("2001:db8::1")));
    assertTrue(mayHold(Identity.USER_NAME, "somchai"));
    assertTrue(mayHold(Identity.MAC, new MacAddress(0xaabbccddeeffL)));
    assertFalse(mayHold(Identity.ADDRESS, IpAddress.of("10.0.0.2")));
    assertFalse(mayHold(Identity.USER_NAME, "somying"));
  }

  @Test
  void sourceTranslatedSourceAndDestinationAreToldApart() throws IOException {
    ColumnBatch batch = new ColumnBatch(Dataset.TRAFFIC);
    batch
        .begin(1, 1)
        .set(Traffic.SOURCE_ADDRESS, IpAddress.of("10.0.0.1"))
        .set(Traffic.DESTINATION_ADDRESS, IpAddress.of("198.51.100.1"))
        .set(Traffic.NAT_SOURCE_ADDRESS, IpAddress.of("203.0.113.1"))
        .end();
    Files.write(file, KeyFilter.of(batch));
    IpAddress translated = IpAddress.of("203.0.113.1");
    assertTrue(mayHold(Traffic.NAT_SOURCE_ADDRESS, translated));
    assertFalse(mayHold(Traffic.SOURCE_ADDRESS, translated));
    assertFalse(mayHold(Traffic.DESTINATION_ADDRESS, translated));
    assertTrue(mayHold(Traffic.DESTINATION_ADDRESS, IpAddress.of("198.51.100.1")));
    assertFalse(mayHold(Traffic.SOURCE_ADDRESS, IpAddress.of("198.51.100.1")));
  }

  @Test
  void fewOtherKeysAreTakenForPossible() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    ColumnBatch batch = new ColumnBatch(Dataset.TRAFFIC);
    for (int i = 0; i < 50_000; i++) {
      batch.begin(i, i).set(Traffic.SOURCE_ADDRESS, IpAddress.ofIpv4(random.nextInt())).end();
    }
    byte[] filter = KeyFilter.of(batch);
    assertTrue(filter.length < 50_000 * 2, "14 bits a key, not " + filter.length * 8 / 50_000);
    Files.write(file, filter);
    int wrong = 0;
    try (KeyProbe probe = new KeyProbe(file)) {
      for (int i = 0; i < 50_000; i++) {
        if (probe.mayHold(
            KeyFilter.hash(Traffic.SOURCE_ADDRESS, new IpAddress(random.nextLong() | 1L << 63, i))
                .orElseThrow())) wrong++;
      }
    }
    assertTrue(wrong < 500, wrong + " of 50,000");
  }

  @Test
  void whatIsDamagedOrMissingRulesNothingOut() throws IOException {
    ColumnBatch batch = new ColumnBatch(Dataset.TRAFFIC);
    batch.begin(1, 1).set(Traffic.SOURCE_ADDRESS, IpAddress.of("10.0.0.1")).end();
    byte[] good = KeyFilter.of(batch);
    IpAddress held = IpAddress.of("10.0.0.1");
    IpAddress other = IpAddress.of("10.0.0.2");
    assertEquals(128, good.length);
    assertTrue(mayHold(other), "missing");
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit >> 3] ^= (byte) (1 << (bit & 7));
      Files.write(file, bad);
      assertTrue(mayHold(held), "bit " + bit);
      assertTrue(mayHold(other), "bit " + bit);
    }
    for (int length = 0; length < good.length; length += 7) {
      Files.write(file, Arrays.copyOf(good, length));
      assertTrue(mayHold(other), "length " + length);
    }
    Files.write(file, good);
    assertFalse(mayHold(other));
  }

  private boolean mayTellOfBlocks(String... actions) throws IOException {
    ColumnBatch batch = new ColumnBatch(Dataset.TRAFFIC);
    for (int i = 0; i < actions.length; i++) {
      batch.begin(i, i).set(Traffic.ACTION, actions[i]).end();
    }
    Files.write(file, KeyFilter.of(batch));
    try (KeyProbe probe = new KeyProbe(file)) {
      return probe.mayHold(
          KeyFilter.hashOfContained(Traffic.ACTION, Traffic.PORT_BLOCK).orElseThrow());
    }
  }

  @Test
  void knowsWhetherARowTellsOfABlockOfPorts() throws IOException {
    assertTrue(mayTellOfBlocks("accept", "port-block"));
    assertTrue(mayTellOfBlocks("port-block/4", "deny"));
    assertFalse(mayTellOfBlocks("accept", "port-bloc", "deny"));
    assertFalse(mayTellOfBlocks());
    assertTrue(KeyFilter.hashOfContained(Traffic.ACTION, "accept").isEmpty());
    assertTrue(KeyFilter.hashOfContained(Traffic.USER_NAME, Traffic.PORT_BLOCK).isEmpty());
  }
}
