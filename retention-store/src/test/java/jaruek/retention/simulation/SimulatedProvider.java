package jaruek.retention.simulation;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link java.nio.file.Files} asks of a file system, as far as the store needs it. */
final class SimulatedProvider extends FileSystemProvider {
  private final SimulatedDisk disk;
  private final SimulatedFileSystem fileSystem;

  SimulatedProvider(SimulatedDisk disk, SimulatedFileSystem fileSystem) {
    this.disk = disk;
    this.fileSystem = fileSystem;
  }

  private static String name(Path path) {
    return ((SimulatedPath) path).name();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    disk.reading();
    String name = name(path);
    if (disk.isFolder(name)) return new FolderChannel(disk, name);
    boolean exists = disk.node(name) != null;
    if (options.contains(StandardOpenOption.CREATE_NEW) && exists) {
      throw new FileAlreadyExistsException(name);
    }
    boolean creates =
        options.contains(StandardOpenOption.CREATE)
            || options.contains(StandardOpenOption.CREATE_NEW);
    if (!exists && !creates) throw new NoSuchFileException(name);
    SimulatedFile file = exists ? disk.file(name) : disk.create(name);
    if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      disk.operation();
      file.truncate(0);
    }
    return new SimulatedChannel(disk, file, options.contains(StandardOpenOption.APPEND));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    disk.reading();
    List<Path> found = new ArrayList<>();
    for (String child : disk.children(name(folder))) {
      Path path = folder.resolve(child.substring(child.lastIndexOf('/') + 1));
      if (filter.accept(path)) found.add(path);
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return found.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    disk.createFolder(name(folder));
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(name(path));
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    disk.move(name(from), name(to));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return name(one).equals(name(other));
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    disk.reading();
    if (disk.node(name(path)) == null) throw new NoSuchFileException(name(path));
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) throw new UnsupportedOperationException(type.getName());
    checkAccess(path);
    String name = name(path);
    boolean folder = disk.isFolder(name);
    return type.cast(new Attributes(folder, folder ? 0 : disk.file(name).bytes.length));
  }

  private record Attributes(boolean isDirectory, long size) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
      return FileTime.fromMillis(0);
    }

    @Override
    public FileTime lastAccessTime() {
      return FileTime.fromMillis(0);
    }

    @Override
    public FileTime creationTime() {
      return FileTime.fromMillis(0);
    }

    @Override
    public boolean isRegularFile() {
      return !isDirectory;
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public @Nullable Object fileKey() {
      return null;
    }
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException(names);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException(name);
  }

  @Override
  public String getScheme() {
    return "simulated";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    return fileSystem.getPath(uri.getSchemeSpecificPart());
  }
}
