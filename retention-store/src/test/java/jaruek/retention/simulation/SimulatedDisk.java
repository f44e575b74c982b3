package jaruek.retention.simulation;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders in memory with the promises of POSIX and no more: a write lasts through a crash
 * once the file was forced, a name once its folder was. What was not forced is kept, lost or torn
 * by the dice. Everything it does comes from one seed. Used by one thread.
 */
public final class SimulatedDisk {
  private final RandomGenerator random;
  private final SimulatedFileSystem fileSystem = new SimulatedFileSystem(this);
  private final NavigableMap<String, Object> names = new TreeMap<>();
  private final NavigableMap<String, Object> durableNames = new TreeMap<>();
  private long operations;
  private long crashAt = Long.MAX_VALUE;
  private long capacityBytes = Long.MAX_VALUE;
  private double forceLies;
  private double failures;
  private boolean lied;

  private static final Object FOLDER = new Object();

  /** An empty disk. */
  public SimulatedDisk(RandomGenerator random) {
    this.random = random;
    names.put("/", FOLDER);
    durableNames.put("/", FOLDER);
  }

  /** A folder that is there already, and lasts. */
  public Path folder(String name) {
    names.put("/" + name, FOLDER);
    durableNames.put("/" + name, FOLDER);
    return fileSystem.getPath("/" + name);
  }

  /** The machine stops after so many operations from now on. */
  public void crashAfter(long more) {
    crashAt = operations + more;
  }

  /** Bytes of all files together, at most; beyond, writing fails. */
  public void capacity(long bytes) {
    capacityBytes = bytes;
  }

  /** How often forcing does nothing though it says it did. */
  public void forceLies(double share) {
    forceLies = share;
  }

  /** How often an operation fails and leaves nothing. */
  public void failures(double share) {
    failures = share;
  }

  /** Whether forcing lied since the disk was new. */
  public boolean lied() {
    return lied;
  }

  /** Bytes of all files. */
  public long bytes() {
    long sum = 0;
    for (Object node : names.values()) if (node instanceof SimulatedFile f) sum += f.bytes.length;
    return sum;
  }

  /** How many operations there were. */
  public long operations() {
    return operations;
  }

  /** The machine comes up again with what is left. */
  public void reboot() {
    crashAt = Long.MAX_VALUE;
    for (Object node : new HashSet<>(names.values())) {
      if (node instanceof SimulatedFile file) file.crash(random);
    }
    for (Object node : new HashSet<>(durableNames.values())) {
      if (node instanceof SimulatedFile file && !names.containsValue(file)) file.crash(random);
    }
    Map<String, Object> left = new TreeMap<>(durableNames);
    for (String folder : foldersOf(names)) {
      if (random.nextBoolean()) syncNames(folder, left); // it came to the disk by itself
    }
    names.clear();
    left.forEach(
        (name, node) -> {
          if (hasParents(name, left)) names.put(name, node);
        });
    durableNames.clear();
    durableNames.putAll(names);
  }

  /** The process ends as if killed; the machine goes on. */
  public void kill() {
    crashAt = Long.MAX_VALUE;
    for (Object node : names.values()) if (node instanceof SimulatedFile file) file.locked = false;
  }

  /** Flips one bit of one file; answers its name, empty if there is nothing to flip. */
  public String flipBit() {
    List<String> files = new ArrayList<>();
    names.forEach(
        (n, node) -> {
          if (node instanceof SimulatedFile f && f.bytes.length > 0) files.add(n);
        });
    if (files.isEmpty()) return "";
    String name = files.get(random.nextInt(files.size()));
    SimulatedFile file = (SimulatedFile) names.get(name);
    if (file != null) file.flip(random.nextInt(file.bytes.length * 8));
    return name;
  }

  private static Set<String> foldersOf(Map<String, Object> all) {
    Set<String> folders = new HashSet<>();
    all.forEach(
        (name, node) -> {
          if (node == FOLDER) folders.add(name);
        });
    return folders;
  }

  private static boolean hasParents(String name, Map<String, Object> all) {
    for (String at = name; !at.equals("/"); at = parent(at)) {
      if (all.get(parent(at)) != FOLDER) return false;
    }
    return true;
  }

  // ---- what the file system calls

  void operation() throws IOException {
    operations++;
    if (operations > crashAt) throw new SimulatedCrash(operations);
    if (failures > 0 && random.nextDouble() < failures) throw new IOException("input/output error");
  }

  void reading() {
    if (operations > crashAt) throw new SimulatedCrash(operations);
  }

  @Nullable Object node(String name) {
    return names.get(name);
  }

  boolean isFolder(String name) {
    return names.get(name) == FOLDER;
  }

  SimulatedFile file(String name) throws IOException {
    if (names.get(name) instanceof SimulatedFile file) return file;
    throw new NoSuchFileException(name);
  }

  SimulatedFile create(String name) throws IOException {
    operation();
    requireParent(name);
    SimulatedFile file = new SimulatedFile();
    names.put(name, file);
    return file;
  }

  void createFolder(String name) throws IOException {
    if (names.containsKey(name)) throw new FileAlreadyExistsException(name);
    operation();
    requireParent(name);
    names.put(name, FOLDER);
  }

  private void requireParent(String name) throws IOException {
    if (!isFolder(parent(name))) throw new NoSuchFileException(parent(name));
  }

  void delete(String name) throws IOException {
    if (!names.containsKey(name)) throw new NoSuchFileException(name);
    if (isFolder(name) && !children(name).isEmpty()) throw new DirectoryNotEmptyException(name);
    operation();
    names.remove(name);
  }

  void move(String from, String to) throws IOException {
    if (!names.containsKey(from)) throw new NoSuchFileException(from);
    if (isFolder(to)) throw new FileAlreadyExistsException(to);
    operation();
    requireParent(to);
    Map<String, Object> moved = new HashMap<>();
    names.forEach(
        (name, node) -> {
          if (name.equals(from)) moved.put(to, node);
          if (name.startsWith(from + "/")) moved.put(to + name.substring(from.length()), node);
        });
    names.keySet().removeIf(n -> n.equals(from) || n.startsWith(from + "/"));
    names.putAll(moved);
    // what lies in a folder goes with it, forced or not: only its own name changes
    Map<String, Object> durable = new HashMap<>();
    durableNames.forEach(
        (name, node) -> {
          if (name.startsWith(from + "/")) durable.put(to + name.substring(from.length()), node);
        });
    durableNames.putAll(durable);
  }

  List<String> children(String folder) throws IOException {
    if (!isFolder(folder)) throw new NotDirectoryException(folder);
    return names.keySet().stream().filter(n -> !n.equals("/") && parent(n).equals(folder)).toList();
  }

  void write(SimulatedFile file, int offset, byte[] bytes) throws IOException {
    operation();
    long more = Math.max(0, offset + bytes.length - file.bytes.length);
    if (more > 0 && bytes() + more > capacityBytes)
      throw new IOException("No space left on device");
    file.write(offset, bytes);
  }

  void force(SimulatedFile file) throws IOException {
    operation();
    if (!lies()) file.force();
  }

  void forceFolder(String name) throws IOException {
    operation();
    if (!lies()) syncNames(name, durableNames);
  }

  private boolean lies() {
    boolean lie = forceLies > 0 && random.nextDouble() < forceLies;
    lied |= lie;
    return lie;
  }

  private void syncNames(String folder, Map<String, Object> to) {
    to.keySet().removeIf(n -> !n.equals("/") && parent(n).equals(folder) && !names.containsKey(n));
    names.forEach(
        (n, node) -> {
          if (!n.equals("/") && parent(n).equals(folder)) to.put(n, node);
        });
  }

  static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash <= 0 ? "/" : name.substring(0, slash);
  }
}
