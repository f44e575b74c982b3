package jaruek.retention.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file. */
final class SimulatedChannel extends FileChannel {
  private final SimulatedDisk disk;
  private final SimulatedFile file;
  private final boolean append;
  private long position;
  private boolean locking;

  SimulatedChannel(SimulatedDisk disk, SimulatedFile file, boolean append) {
    this.disk = disk;
    this.file = file;
    this.append = append;
  }

  @Override
  public int read(ByteBuffer to) {
    int read = read(to, position);
    if (read > 0) position += read;
    return read;
  }

  @Override
  public int read(ByteBuffer to, long at) {
    disk.reading();
    if (at >= file.bytes.length) return -1;
    int length = (int) Math.min(to.remaining(), file.bytes.length - at);
    to.put(file.bytes, (int) at, length);
    return length;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    if (append) position = file.bytes.length;
    int written = write(from, position);
    position += written;
    return written;
  }

  @Override
  public int write(ByteBuffer from, long at) throws IOException {
    byte[] bytes = new byte[from.remaining()];
    from.duplicate().get(bytes);
    disk.write(file, (int) at, bytes);
    from.position(from.limit());
    return bytes.length;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long at) {
    position = at;
    return this;
  }

  @Override
  public long size() {
    disk.reading();
    return file.bytes.length;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disk.operation();
    file.truncate((int) size);
    position = Math.min(position, size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disk.force(file);
  }

  @Override
  public FileLock tryLock(long from, long size, boolean shared) {
    if (file.locked) throw new OverlappingFileLockException();
    file.locked = true;
    locking = true;
    return new FileLock(this, from, size, shared) {
      @Override
      public boolean isValid() {
        return locking;
      }

      @Override
      public void release() {
        unlock();
      }
    };
  }

  private void unlock() {
    if (locking) file.locked = false;
    locking = false;
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) {
    return tryLock(from, size, shared);
  }

  @Override
  protected void implCloseChannel() {
    unlock();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) {
    throw new UnsupportedOperationException();
  }
}
