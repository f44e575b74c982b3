package jaruek.retention.simulation;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.DatasetFiles;
import jaruek.retention.segment.LeafVisitor;
import jaruek.retention.segment.RowEncoding;
import jaruek.retention.segment.SegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Datasets as their rows' canonical bytes one behind the other: DuckDB writes to real disks only.
 */
public final class SimulatedFiles implements DatasetFiles {
  @Override
  public String suffix() {
    return ".rows";
  }

  @Override
  public void write(Path file, ColumnBatch rows) {
    RowEncoding encoding = new RowEncoding(rows.dataset());
    ByteBuffer all = ByteBuffer.allocate(1 << 20);
    for (int row = 0; row < rows.rows(); row++) {
      encoding.encode(rows, row);
      all.putInt(encoding.length()).put(encoding.bytes(), 0, encoding.length());
    }
    all.flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (all.hasRemaining()) {
        ByteBuffer some = all.slice(all.position(), Math.min(1000, all.remaining()));
        all.position(all.position() + channel.write(some));
      }
    } catch (IOException e) {
      throw new SegmentException(file + " cannot be written: " + e.getMessage(), e);
    }
    byte[] read = bytes(file);
    if (!ByteBuffer.wrap(read).equals(all.rewind())) {
      throw new SegmentException(file + " reads back differently");
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new SegmentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void leaves(Path file, Dataset dataset, long firstRow, long rows, LeafVisitor visitor) {
    ByteBuffer from = ByteBuffer.wrap(bytes(file));
    for (long row = 0; from.remaining() >= 4; row++) {
      int length = from.getInt();
      if (length < 0 || length > from.remaining()) {
        throw new SegmentException(file + " is damaged at row " + row);
      }
      byte[] leaf = Arrays.copyOfRange(from.array(), from.position(), from.position() + length);
      from.position(from.position() + length);
      if (row >= firstRow && row - firstRow < rows) visitor.leaf(leaf, 0, length);
    }
    if (from.hasRemaining()) throw new SegmentException(file + " is damaged at its end");
  }
}
