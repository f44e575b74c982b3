package jaruek.retention.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open folder, good for being forced. */
final class FolderChannel extends FileChannel {
  private final SimulatedDisk disk;
  private final String name;

  FolderChannel(SimulatedDisk disk, String name) {
    this.disk = disk;
    this.name = name;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disk.forceFolder(name);
  }

  @Override
  protected void implCloseChannel() {}

  private static UnsupportedOperationException isFolder() {
    return new UnsupportedOperationException("a folder");
  }

  @Override
  public int read(ByteBuffer to) {
    throw isFolder();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw isFolder();
  }

  @Override
  public int read(ByteBuffer to, long at) {
    throw isFolder();
  }

  @Override
  public int write(ByteBuffer from) {
    throw isFolder();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw isFolder();
  }

  @Override
  public int write(ByteBuffer from, long at) {
    throw isFolder();
  }

  @Override
  public long position() {
    throw isFolder();
  }

  @Override
  public FileChannel position(long at) {
    throw isFolder();
  }

  @Override
  public long size() {
    throw isFolder();
  }

  @Override
  public FileChannel truncate(long size) {
    throw isFolder();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel to) {
    throw isFolder();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long at, long count) {
    throw isFolder();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) {
    throw isFolder();
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) {
    throw isFolder();
  }

  @Override
  public FileLock tryLock(long from, long size, boolean shared) {
    throw isFolder();
  }
}
