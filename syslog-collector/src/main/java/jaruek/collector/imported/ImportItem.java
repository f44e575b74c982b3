package jaruek.collector.imported;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing out of a file as it is journalled: the payload of a frame of kind IMPORT. It carries
 * all that its decoding needs, so a replay needs nothing else.
 *
 * @param kind what the bytes are
 * @param run the command that imported it; flow templates are known within one run
 * @param file the import it belongs to, one a file
 * @param timeMillis near when it was made: when it was captured, or what the file is about
 * @param captured whether that is the time of this very item
 * @param source the device it is said to be from
 * @param sourcePort 0-65535
 * @param zone of times that name none
 * @param vendor whose format its lines have; null to recognise them
 * @param bytes as they stood in the file; not to be changed
 */
public record ImportItem(
    ImportKind kind,
    long run,
    long file,
    long timeMillis,
    boolean captured,
    IpAddress source,
    int sourcePort,
    ZoneId zone,
    @Nullable String vendor,
    byte[] bytes) {
  private static final byte VERSION = 1;
  private static final int CAPTURED = 1;
  private static final int NAME_BYTES_MAX = 255;
  private static final int FIXED_BYTES = 3 + 3 * 8 + 16 + 2 + 2;

  /** What fits a frame whatever the zone's and the vendor's names are. */
  public static final int BYTES_MAX = Frame.BYTES_MAX - FIXED_BYTES - 2 * NAME_BYTES_MAX;

  /** Checks the ranges. */
  public ImportItem {
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException("an item of " + bytes.length + " bytes");
    }
    if (sourcePort < 0 || sourcePort > 65_535) {
      throw new IllegalArgumentException("port " + sourcePort);
    }
  }

  /**
   * The frame it is journalled in: ours, for nobody sent it to us.
   *
   * @param receivedAtMillis our clock
   */
  public Frame frame(long receivedAtMillis) {
    byte[] zoneName = name(zone.getId());
    byte[] vendorName = name(vendor == null ? "" : vendor);
    byte[] payload = new byte[FIXED_BYTES + zoneName.length + vendorName.length + bytes.length];
    ByteBuffer.wrap(payload)
        .put(VERSION)
        .put((byte) kind.code())
        .put((byte) (captured ? CAPTURED : 0))
        .putLong(run)
        .putLong(file)
        .putLong(timeMillis)
        .putLong(source.high())
        .putLong(source.low())
        .putShort((short) sourcePort)
        .put((byte) zoneName.length)
        .put(zoneName)
        .put((byte) vendorName.length)
        .put(vendorName)
        .put(bytes);
    return new Frame(
        FrameKind.IMPORT, receivedAtMillis, IpAddress.UNSPECIFIED, 0, Transport.LOCAL, payload);
  }

  private static byte[] name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= NAME_BYTES_MAX) return bytes;
    throw new IllegalArgumentException("a name of " + bytes.length + " bytes");
  }

  /** Reads a frame's payload; empty if it is none. */
  public static Optional<ImportItem> parse(byte[] payload) {
    try {
      ByteBuffer from = ByteBuffer.wrap(payload);
      if (from.get() != VERSION) return Optional.empty();
      Optional<ImportKind> kind = ImportKind.ofCode(from.get());
      int flags = from.get();
      if (kind.isEmpty() || (flags & ~CAPTURED) != 0) return Optional.empty();
      long run = from.getLong();
      long file = from.getLong();
      long time = from.getLong();
      IpAddress source = new IpAddress(from.getLong(), from.getLong());
      int port = from.getShort() & 0xffff;
      ZoneId zone = ZoneId.of(name(from));
      String vendor = name(from);
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      if (bytes.length > BYTES_MAX) return Optional.empty();
      return Optional.of(
          new ImportItem(
              kind.get(),
              run,
              file,
              time,
              flags == CAPTURED,
              source,
              port,
              zone,
              vendor.isEmpty() ? null : vendor,
              bytes));
    } catch (BufferUnderflowException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String name(ByteBuffer from) {
    byte[] bytes = new byte[from.get() & 0xff];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
