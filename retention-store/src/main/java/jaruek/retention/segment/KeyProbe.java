package jaruek.retention.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one segment's {@link KeyFilter} without loading it: of each key, one block of 64 bytes is
 * read. A filter that is missing, damaged or of another version rules nothing out. Used by one
 * thread.
 */
public final class KeyProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyProbe.class);

  private final Path file;
  private final byte[] block = new byte[KeyFilter.BLOCK_BYTES];
  private @Nullable FileChannel channel;
  private int blocks; // 0 before the file was opened, -1 if it cannot be asked

  /** Of this filter; opened when the first key is asked for. */
  public KeyProbe(Path file) {
    this.file = file;
  }

  /** Whether rows of the segment may hold the key with this {@linkplain KeyFilter#hash hash}. */
  public boolean mayHold(long hash) {
    try {
      if (blocks == 0) open();
      if (blocks < 0) return true;
      int number = KeyFilter.block(hash, blocks);
      return !read(number + 1) || KeyFilter.mayHold(block, number, hash);
    } catch (IOException e) {
      LOG.debug("{} cannot be asked, so its segment is looked at", file, e);
      blocks = -1;
      return true;
    }
  }

  private void open() throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    blocks = read(0) ? KeyFilter.blocks(block) : -1;
    if (blocks < 0) LOG.warn("{} is damaged or too new: run jaruek verify --store", file);
  }

  private boolean read(long number) throws IOException {
    FileChannel from = channel;
    if (from == null) return false;
    ByteBuffer buffer = ByteBuffer.wrap(block);
    return from.read(buffer, number * KeyFilter.BLOCK_BYTES) == KeyFilter.BLOCK_BYTES;
  }

  @Override
  public void close() {
    try {
      if (channel != null) channel.close();
    } catch (IOException e) {
      LOG.debug("{} was only read, so nothing is lost", file, e);
    }
  }
}
