package jaruek.retention.simulation;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name on the simulated disk: the words between its slashes. */
final class SimulatedPath implements Path {
  private final SimulatedFileSystem fileSystem;
  private final boolean absolute;
  private final List<String> words;

  private SimulatedPath(SimulatedFileSystem fileSystem, boolean absolute, List<String> words) {
    this.fileSystem = fileSystem;
    this.absolute = absolute;
    this.words = List.copyOf(words);
  }

  static SimulatedPath of(SimulatedFileSystem fileSystem, String text) {
    List<String> words = Arrays.stream(text.split("/", -1)).filter(w -> !w.isEmpty()).toList();
    return new SimulatedPath(fileSystem, text.startsWith("/"), words);
  }

  /** As the disk knows it. */
  String name() {
    return toAbsolutePath().normalize().toString();
  }

  private SimulatedPath with(boolean isAbsolute, List<String> other) {
    return new SimulatedPath(fileSystem, isAbsolute, other);
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable Path getRoot() {
    return absolute ? with(true, List.of()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    return words.isEmpty() ? null : with(false, List.of(words.getLast()));
  }

  @Override
  public @Nullable Path getParent() {
    if (words.isEmpty() || (words.size() == 1 && !absolute)) return null;
    return with(absolute, words.subList(0, words.size() - 1));
  }

  @Override
  public int getNameCount() {
    return words.size();
  }

  @Override
  public Path getName(int index) {
    return with(false, List.of(words.get(index)));
  }

  @Override
  public Path subpath(int from, int to) {
    return with(false, words.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof SimulatedPath that
        && that.absolute == absolute
        && words.size() >= that.words.size()
        && words.subList(0, that.words.size()).equals(that.words);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof SimulatedPath that
        && words.size() >= that.words.size()
        && words.subList(words.size() - that.words.size(), words.size()).equals(that.words);
  }

  @Override
  public Path normalize() {
    Deque<String> kept = new ArrayDeque<>();
    for (String word : words) {
      if (word.equals("..")) kept.pollLast();
      else if (!word.equals(".")) kept.addLast(word);
    }
    return with(absolute, new ArrayList<>(kept));
  }

  @Override
  public Path resolve(Path other) {
    SimulatedPath that = of(fileSystem, other.toString());
    if (that.absolute) return that;
    List<String> all = new ArrayList<>(words);
    all.addAll(that.words);
    return with(absolute, all);
  }

  @Override
  public Path relativize(Path other) {
    if (!other.startsWith(this)) throw new IllegalArgumentException(other + " not below " + this);
    SimulatedPath that = (SimulatedPath) other;
    return with(false, that.words.subList(words.size(), that.words.size()));
  }

  @Override
  public URI toUri() {
    return URI.create("simulated:" + this);
  }

  @Override
  public Path toAbsolutePath() {
    return with(true, words);
  }

  @Override
  public Path toRealPath(LinkOption... options) {
    return toAbsolutePath().normalize();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SimulatedPath that
        && that.fileSystem == fileSystem
        && that.absolute == absolute
        && that.words.equals(words);
  }

  @Override
  public int hashCode() {
    return words.hashCode();
  }

  @Override
  public String toString() {
    return (absolute ? "/" : "") + String.join("/", words);
  }
}
