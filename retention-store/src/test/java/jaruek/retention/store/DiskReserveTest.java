package jaruek.retention.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskReserveTest {
  private static final long MIB = 1 << 20;
  private static final long RESERVE = 4 * MIB;

  @TempDir Path folder;
  private long free = 100 * MIB;

  private DiskReserve reserve(long bytes) {
    return new DiskReserve(folder, bytes, new Telemetry(), () -> free);
  }

  private long held() throws IOException {
    Path file = folder.resolve(DiskReserve.FILE);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  @Test
  void sealingWaitsFirstThenTheReserveIsGivenUpAndAllComesBack() throws IOException {
    DiskReserve reserve = reserve(RESERVE);
    reserve.check();
    assertEquals(DiskReserve.State.ROOM, reserve.state());
    assertEquals(RESERVE, held());

    free = 8 * MIB + RESERVE / 2 - 1;
    reserve.check();
    assertEquals(DiskReserve.State.NO_SEALING, reserve.state());
    assertEquals(RESERVE, held());

    free = 8 * MIB + RESERVE - 1; // not enough to begin again
    reserve.check();
    assertEquals(DiskReserve.State.NO_SEALING, reserve.state());

    free = 8 * MIB;
    reserve.check();
    assertEquals(DiskReserve.State.ON_RESERVE, reserve.state());
    assertEquals(0, held());

    free = 8 * MIB + 2 * RESERVE; // room again, but not for the reserve and the sealing too
    reserve.check();
    assertEquals(DiskReserve.State.ON_RESERVE, reserve.state());

    free = 8 * MIB + 2 * RESERVE + 1;
    reserve.check();
    assertEquals(DiskReserve.State.ROOM, reserve.state());
    assertEquals(RESERVE, held());
  }

  @Test
  void withoutReserveOnlySealingWaits() throws IOException {
    DiskReserve reserve = reserve(0);
    free = 8 * MIB - 1;
    reserve.check();
    assertEquals(DiskReserve.State.NO_SEALING, reserve.state());
    free = 8 * MIB;
    reserve.check();
    assertEquals(DiskReserve.State.ROOM, reserve.state());
    assertEquals(0, held());
  }

  @Test
  void aDiskThatCannotBeAskedChangesNothing() {
    DiskReserve reserve =
        new DiskReserve(
            folder,
            RESERVE,
            new Telemetry(),
            () -> {
              throw new IOException("gone");
            });
    reserve.check();
    assertEquals(DiskReserve.State.ROOM, reserve.state());
    assertFalse(Files.exists(folder.resolve(DiskReserve.FILE)));
    assertTrue(reserve.freeBytes() == 0);
  }
}
