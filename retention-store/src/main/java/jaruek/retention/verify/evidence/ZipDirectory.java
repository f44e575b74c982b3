package jaruek.retention.verify.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a zip's directory strictly: every byte of the file belongs to an entry that the directory
 * names, no entry overlaps another, names are those of an export.
 *
 * <p>Design note: readers of zips differ in what they do with two directories, local headers that
 * say something else, or bytes between entries. So it is read here by ourselves, and refused unless
 * there is only one way to read it.
 */
final class ZipDirectory {
  private static final String CUT = "is no zip, or its end was cut off";
  private static final int END_BYTES = 22;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final int END = 0x0605_4b50;
  private static final int END64 = 0x0606_4b50;
  private static final int LOCATOR = 0x0706_4b50;
  private static final int ENTRY = 0x0201_4b50;
  private static final int LOCAL = 0x0403_4b50;
  private static final int ENCRYPTED = 0x2041;
  private static final int DESCRIPTOR_FOLLOWS = 8;
  private static final Set<Long> DESCRIPTOR_BYTES = Set.of(12L, 16L, 20L, 24L);
  private static final long MISSING = 0xffff_ffffL;
  private static final int FOLDER = 0x10;
  private static final int TYPE = 0xf000;
  private static final int PLAIN_FILE = 0x8000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
  private static final Pattern KNOWN =
      Pattern.compile(
          "export\\.json|rows/(traffic|messages|identity|operations)\\.(ndjson|csv)"
              + "|proofs/(traffic|messages|identity|operations)-[0-9]{10,19}\\.proof"
              + "|segments/[0-9]{10,19}/manifest\\.json|coverage\\.json|report\\.pdf|README\\.txt"
              + "|evidence-format\\.md|verify\\.py|SHA256SUMS|log/checkpoint|log/entries\\.ndjson"
              + "|log/witnesses/[0-9]{1,19}-[A-Za-z0-9._-]+\\.note"
              + "|log/timestamps/[0-9]{1,19}\\.(note|tsr)|log/consistency\\.ndjson"
              + "|keys/store\\.pub|keys/witnesses/[A-Za-z0-9._-]+\\.pub|keys/timestamp-ca\\.pem");

  private final FileChannel file;
  private final List<ZipItem> items = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  ZipDirectory(FileChannel file) {
    this.file = file;
  }

  /** The entries, in the order in which they lie in the file. */
  List<ZipItem> read() throws IOException {
    long size = file.size();
    if (size < END_BYTES) throw cut();
    ByteBuffer end = at(size - END_BYTES, END_BYTES);
    long behind = size - END_BYTES;
    if (end.getInt(0) != END || end.getShort(20) != 0) throw cut();
    long[] fields = {
      u16(end, 4), u16(end, 6), u16(end, 8), u16(end, 10), u32(end, 12), u32(end, 16)
    };
    if (behind >= END64_BYTES + LOCATOR_BYTES
        && at(behind - LOCATOR_BYTES, 4).getInt(0) == LOCATOR) {
      fields = end64(behind);
      behind -= END64_BYTES + LOCATOR_BYTES;
    }
    long count = fields[3];
    long length = fields[4];
    long offset = fields[5];
    boolean fits = length >= 0 && offset >= 0 && offset <= behind && offset + length == behind;
    if (fields[0] != 0 || fields[1] != 0 || fields[2] != count || !fits) throw cut();
    if (count < 0 || count > EvidenceZip.ENTRIES_MAX) {
      throw container(
          "has " + count + " entries, at most " + EvidenceZip.ENTRIES_MAX + " are read");
    }
    if (length > EvidenceZip.DIRECTORY_BYTES_MAX) throw container("has too long a directory");
    readEntries(at(offset, (int) length), (int) count);
    return withData(offset);
  }

  private long[] end64(long behind) throws IOException {
    ByteBuffer locator = at(behind - LOCATOR_BYTES, LOCATOR_BYTES);
    long start = behind - LOCATOR_BYTES - END64_BYTES;
    ByteBuffer end = at(start, END64_BYTES);
    boolean good =
        locator.getInt(4) == 0
            && locator.getLong(8) == start
            && locator.getInt(16) == 1
            && end.getInt(0) == END64
            && end.getLong(4) == END64_BYTES - 12;
    if (!good) throw cut();
    return new long[] {
      u32(end, 16), u32(end, 20), end.getLong(24), end.getLong(32), end.getLong(40), end.getLong(48)
    };
  }

  private void readEntries(ByteBuffer directory, int count) {
    for (int number = 0; number < count; number++) {
      int at = directory.position();
      if (directory.remaining() < ENTRY_BYTES) {
        throw container("has a directory that ends too early");
      }
      int nameBytes = u16(directory, at + 28);
      int extraBytes = u16(directory, at + 30);
      int whole = ENTRY_BYTES + nameBytes + extraBytes + u16(directory, at + 32);
      if (directory.getInt(at) != ENTRY || directory.remaining() < whole) {
        throw container("has a damaged directory");
      }
      String name = text(directory, at + ENTRY_BYTES, nameBytes);
      if (!NAME.matcher(name).matches() || hasDots(name)) {
        throw container("entry " + number + " has a name that is refused: " + Shown.ascii(name));
      }
      ByteBuffer extra =
          directory.slice(at + ENTRY_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN);
      add(item(name, directory, at, extra), u16(directory, at + 10), u32(directory, at + 38));
      directory.position(at + whole);
    }
    if (directory.hasRemaining()) throw container("has a directory with something behind it");
  }

  private static boolean hasDots(String name) {
    return List.of(name.split("/", -1)).stream().anyMatch(p -> p.equals(".") || p.equals(".."));
  }

  /** Zip64: sizes that do not fit 32 bits stand in an extra field. */
  private static ZipItem item(String name, ByteBuffer directory, int at, ByteBuffer extra) {
    long packed = u32(directory, at + 20);
    long length = u32(directory, at + 24);
    long offset = u32(directory, at + 42);
    int from = 0;
    while (from + 4 <= extra.limit()) {
      int bytes = u16(extra, from + 2);
      int end = Math.min(from + 4 + bytes, extra.limit());
      if (u16(extra, from) == 1) {
        ByteBuffer long64 = extra.slice(from + 4, end - from - 4).order(ByteOrder.LITTLE_ENDIAN);
        if (length == MISSING) length = next(name, long64);
        if (packed == MISSING) packed = next(name, long64);
        if (offset == MISSING) offset = next(name, long64);
        break;
      }
      from += 4 + bytes;
    }
    if (packed < 0 || length < 0 || offset < 0) throw new Changed(name, "has no sizes");
    boolean deflated = u16(directory, at + 10) == 8;
    int crc = directory.getInt(at + 16);
    return new ZipItem(name, deflated, u16(directory, at + 8), crc, packed, length, offset, 0);
  }

  private static long next(String name, ByteBuffer from) {
    if (from.remaining() < Long.BYTES) throw new Changed(name, "has no sizes");
    return from.getLong();
  }

  private void add(ZipItem item, int method, long attributes) {
    String name = item.name();
    if (!KNOWN.matcher(name).matches()) throw new Changed(name, "does not belong to an export");
    long type = attributes >>> 16 & TYPE;
    if ((attributes & FOLDER) != 0 || type != 0 && type != PLAIN_FILE) {
      throw new Changed(name, "is no plain file");
    }
    if ((item.flags() & ENCRYPTED) != 0) throw new Changed(name, "is encrypted");
    if (method != 0 && method != 8 || method == 0 && item.packed() != item.length()) {
      throw new Changed(name, "is packed in a way that is not read");
    }
    if (item.length() > EvidenceZip.MIB
        && item.length() / EvidenceZip.RATIO_MAX >= item.packed()
        && item.length() > item.packed() * EvidenceZip.RATIO_MAX) {
      throw new Changed(
          name, "is over " + EvidenceZip.RATIO_MAX + " times longer than its packed form");
    }
    if (item.length() > EvidenceZip.bytesMax(name)) {
      throw new Changed(name, "is too long: " + item.length() + " bytes");
    }
    if (!names.add(name)) throw new Changed(name, "is in the zip twice");
    items.add(item);
  }

  /** Entries lie one behind the other in the directory's order, with nothing between. */
  private List<ZipItem> withData(long end) throws IOException {
    List<ZipItem> placed = new ArrayList<>(items.size());
    long at = 0;
    for (int i = 0; i < items.size(); i++) {
      ZipItem item = items.get(i);
      if (item.offset() != at || at + LOCAL_BYTES > end) throw misplaced(item);
      long data = dataOf(item);
      at = i + 1 < items.size() ? items.get(i + 1).offset() : end;
      long gap = at - data - item.packed();
      boolean follows = (item.flags() & DESCRIPTOR_FOLLOWS) != 0;
      if (follows ? !DESCRIPTOR_BYTES.contains(gap) : gap != 0) throw misplaced(item);
      placed.add(item.at(data));
    }
    if (at != end) throw container("has something before its first entry");
    return placed;
  }

  private long dataOf(ZipItem item) throws IOException {
    ByteBuffer local = at(item.offset(), LOCAL_BYTES);
    int nameBytes = u16(local, 26);
    boolean same =
        local.getInt(0) == LOCAL
            && u16(local, 6) == item.flags()
            && u16(local, 8) == (item.isDeflated() ? 8 : 0)
            && nameBytes == item.name().length()
            && text(at(item.offset() + LOCAL_BYTES, nameBytes), 0, nameBytes).equals(item.name());
    if (!same) throw new Changed(item.name(), "is not what the zip's directory says");
    return item.offset() + LOCAL_BYTES + nameBytes + u16(local, 28);
  }

  private static Changed misplaced(ZipItem item) {
    return new Changed(item.name(), "does not lie where it should in the zip");
  }

  private static Changed container(String what) {
    return new Changed(EvidenceZip.CONTAINER, what);
  }

  private static Changed cut() {
    return container(CUT);
  }

  private ByteBuffer at(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) throw cut();
    }
    return bytes.flip();
  }

  private static String text(ByteBuffer from, int at, int length) {
    byte[] bytes = new byte[length];
    from.get(at, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static int u16(ByteBuffer from, int at) {
    return from.getShort(at) & 0xffff;
  }

  private static long u32(ByteBuffer from, int at) {
    return from.getInt(at) & 0xffff_ffffL;
  }
}
