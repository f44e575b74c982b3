package jaruek.retention.verify;

import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.Sha256;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.BlockTree;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentReader;
import jaruek.retention.verify.LogCheck.LoggedSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One segment: the log's entry, the manifest, the files and their rows must agree. */
final class SegmentCheck {
  /** The longest manifest that is read. */
  static final long MANIFEST_BYTES_MAX = 64 << 20;

  /** Files up to this length are read in any case. */
  private static final long SMALL_BYTES = 64 << 10;

  private static final int SHOWN_MAX = 200;

  private final Path dataDirectory;
  private final SegmentReader reader;
  private final Findings findings;
  private final VerificationScope scope;

  SegmentCheck(
      Path dataDirectory, SegmentReader reader, VerificationScope scope, Findings findings) {
    this.dataDirectory = dataDirectory;
    this.scope = scope;
    this.reader = reader;
    this.findings = findings;
  }

  /**
   * Checks the folder against its entry.
   *
   * @param rootIsRight whether the log's entries are as signed: says which of the two was changed
   *     where they differ
   * @param expired whether its files may be gone
   * @return the manifest, if it is the one that was logged
   */
  Optional<SegmentManifest> check(
      LoggedSegment logged, Path folder, boolean rootIsRight, boolean expired) {
    Path file = folder.resolve(SegmentManifest.FILE_NAME);
    byte[] bytes;
    SegmentManifest manifest;
    try {
      if (!isPlainFile(file)) return fault(file, "is missing or is no plain file");
      if (Files.size(file) > MANIFEST_BYTES_MAX) return fault(file, "is too long");
      bytes = Files.readAllBytes(file);
      String sha256 = Sha256.of(bytes);
      if (!sha256.equals(logged.entry().manifestSha256())) {
        String what =
            "SHA-256 " + logged.entry().manifestSha256() + " is logged, the manifest has " + sha256;
        findings.fault(rootIsRight ? name(file) : logged.where(), what);
        return Optional.empty();
      }
      manifest = ManifestCodec.parse(bytes, name(file));
    } catch (IOException e) {
      return fault(file, "cannot be read: " + e);
    } catch (SegmentException e) {
      return fault(file, String.valueOf(e.getMessage()));
    }
    if (!agrees(logged, manifest, folder)) return Optional.empty();
    if (!expired) checkFiles(manifest, folder);
    findings.segments++;
    return Optional.of(manifest);
  }

  private Optional<SegmentManifest> fault(Path file, String what) {
    findings.fault(name(file), what);
    return Optional.empty();
  }

  private boolean agrees(LoggedSegment logged, SegmentManifest manifest, Path folder) {
    SortedMap<String, String> roots = new TreeMap<>();
    manifest.datasets().forEach((word, table) -> roots.put(word, table.merkleRoot()));
    boolean same =
        manifest.id() == logged.entry().id()
            && manifest.from() == logged.entry().journalFrom()
            && manifest.to() == logged.entry().journalTo()
            && roots.equals(logged.entry().roots());
    if (!same) findings.fault(logged.where(), "says something else than " + name(folder));
    Path expected = new SegmentFolders(dataDirectory).folder(manifest);
    if (!expected.equals(folder)) {
      findings.fault(
          name(folder), "stands where it should not: " + name(expected) + " is its place");
      return false;
    }
    return same;
  }

  private void checkFiles(SegmentManifest manifest, Path folder) {
    Set<String> known = new HashSet<>(Set.of(SegmentManifest.FILE_NAME));
    SegmentManifest.StateFile state = manifest.decoderState();
    known.add(state.file());
    checkFile(folder, state.file(), state.bytes(), state.sha256());
    for (Map.Entry<String, SegmentManifest.Table> entry : manifest.datasets().entrySet()) {
      SegmentManifest.Table table = entry.getValue();
      known.add(table.file());
      checkIndexes(folder, table, known);
      if (!checkFile(folder, table.file(), table.bytes(), table.sha256())) continue;
      Optional<Dataset> dataset = dataset(folder, entry.getKey());
      if (dataset.isEmpty()) continue;
      if (scope.rows()) {
        checkRows(folder, manifest, dataset.get(), table);
      } else {
        findings.rows += table.rows();
      }
    }
    checkNothingElse(folder, known);
  }

  /** What a segment of format 2 keeps beside its rows: the tree's root must be that of the rows. */
  private void checkIndexes(Path folder, SegmentManifest.Table table, Set<String> known) {
    SegmentManifest.StateFile filter = table.filter();
    if (filter != null) {
      known.add(filter.file());
      checkFile(folder, filter.file(), filter.bytes(), filter.sha256());
    }
    SegmentManifest.StateFile tree = table.tree();
    if (tree == null) return;
    known.add(tree.file());
    if (!checkFile(folder, tree.file(), tree.bytes(), tree.sha256()) || !scope.contents()) return;
    Path file = folder.resolve(tree.file());
    try {
      if (tree.bytes() != BlockTree.bytes(table.rows())) {
        findings.fault(
            name(file), "has " + tree.bytes() + " bytes, which are not the roots of its rows");
        return;
      }
      String root = HexFormat.of().formatHex(BlockTree.root(Files.readAllBytes(file)));
      if (!root.equals(table.merkleRoot())) {
        findings.fault(
            name(file),
            "the root over its blocks is " + root + ", sealed was " + table.merkleRoot());
      }
    } catch (IOException e) {
      findings.fault(name(file), "cannot be read: " + e);
    }
  }

  boolean checkFile(Path folder, String file, long bytes, String sha256) {
    if (!isName(file)) {
      boolean kept = folder.getFileName().toString().startsWith(KeptManifest.FOLDER_PREFIX);
      String list = kept ? KeptManifest.FILE_NAME : SegmentManifest.FILE_NAME;
      findings.fault(
          name(folder.resolve(list)), "points outside its folder: \"" + shown(file) + "\"");
      return false;
    }
    Path path = folder.resolve(file);
    try {
      if (!isPlainFile(path)) {
        findings.fault(name(path), "is missing or is no plain file");
        return false;
      }
      if (Files.size(path) != bytes) {
        findings.fault(name(path), "has " + Files.size(path) + " bytes, " + bytes + " were sealed");
        return false;
      }
      if (!scope.contents() && bytes > SMALL_BYTES) return true;
      String actual = Sha256.of(path);
      findings.bytes += bytes;
      if (!actual.equals(sha256)) {
        findings.fault(
            name(path), "was changed: its SHA-256 is " + actual + ", sealed was " + sha256);
        return false;
      }
      return true;
    } catch (IOException e) {
      findings.fault(name(path), "cannot be read: " + e);
      return false;
    }
  }

  private static boolean isName(String file) {
    boolean dots = file.equals(".") || file.equals("..");
    return !file.isEmpty() && !dots && file.indexOf('/') < 0 && file.indexOf('\0') < 0;
  }

  /** What a hostile file says, so that it can be shown. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_MAX)
        .forEach(
            c -> {
              if (c >= ' ' && c <= '~') shown.appendCodePoint(c);
              else shown.append("\\x").append(String.format(Locale.ROOT, "%02x", c));
            });
    return shown.toString();
  }

  /** The dataset of this word; a fault if there is none. */
  Optional<Dataset> dataset(Path folder, String word) {
    Optional<Dataset> found =
        Stream.of(Dataset.values()).filter(d -> d.word().equals(word)).findFirst();
    if (found.isEmpty()) {
      findings.fault(name(folder), "holds a dataset this version does not know: " + shown(word));
    }
    return found;
  }

  /**
   * Rows that outlived their segment: each must lead to the sealed root by its proof, if rows are
   * to be hashed.
   */
  void checkKeptRows(Path folder, String file, String word, Path proofs, long count) {
    Optional<Dataset> dataset = dataset(folder, word);
    if (dataset.isEmpty()) return;
    if (scope.rows())
      new KeptRowsCheck(folder.resolve(file), proofs, this::name, findings)
          .check(reader, dataset.get());
    else findings.rows += count;
  }

  private void checkRows(
      Path folder, SegmentManifest manifest, Dataset dataset, SegmentManifest.Table table) {
    MerkleAccumulator tree = new MerkleAccumulator();
    String where = name(folder.resolve(table.file())) + ", dataset " + dataset.word();
    try {
      reader.leaves(folder, manifest, dataset, tree::add);
    } catch (SegmentException e) {
      findings.fault(where, "cannot be read: " + e.getMessage());
      return;
    }
    findings.rows += tree.size();
    String root = HexFormat.of().formatHex(tree.root());
    if (tree.size() != table.rows()) {
      findings.fault(where, "has " + tree.size() + " rows, " + table.rows() + " were sealed");
    } else if (!root.equals(table.merkleRoot())) {
      findings.fault(
          where, "the root over its rows is " + root + ", sealed was " + table.merkleRoot());
    }
  }

  void checkNothingElse(Path folder, Set<String> known) {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.sorted().toList()) {
        if (!known.contains(path.getFileName().toString())) {
          findings.fault(name(path), "is not in the segment's manifest");
        }
      }
    } catch (IOException | UncheckedIOException e) {
      findings.fault(name(folder), "cannot be listed: " + e);
    }
  }

  private static boolean isPlainFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private String name(Path path) {
    return dataDirectory.relativize(path).toString();
  }
}
