package jaruek.retention.expiry;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.column.ColumnBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.disk.FileTree;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.Sha256;
import jaruek.retention.proof.MerkleLevels;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.proof.ProofTable;
import jaruek.retention.proof.ProofWriter;
import jaruek.retention.proof.RowProof;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.BlockTree;
import jaruek.retention.segment.DatasetFiles;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.RowDecoding;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentManifest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the rows that stay of a segment, with their proofs, into its folder {@code kept-N}. Each
 * row's leaf is computed and proven against the sealed root on the way, so damage is found before
 * anything is deleted.
 */
final class KeptWriter {
  private static final String PARTIAL = ".partial";

  private final DatasetFiles files;
  private final FileSegmentReader reader;
  private final Kills kills;

  KeptWriter(DatasetFiles files, Kills kills) {
    this.files = files;
    this.reader = new FileSegmentReader(files);
    this.kills = kills;
  }

  /**
   * Writes and forces them.
   *
   * @return what was written, to be logged before anything else is done
   */
  KeptManifest write(SealedSegment segment, String manifestSha256, Map<Dataset, Keeping> keeping) {
    KeptManifest before = segment.kept();
    int number = before == null ? 1 : before.number() + 1;
    Path target = segment.folder().resolve(KeptManifest.FOLDER_PREFIX + number);
    Path partial = segment.folder().resolve(KeptManifest.FOLDER_PREFIX + number + PARTIAL);
    try {
      FileTree.remove(partial);
      FileTree.remove(target); // of an attempt that was never logged
      Files.createDirectory(partial);
      SortedMap<String, KeptManifest.Table> tables = new TreeMap<>();
      for (Map.Entry<Dataset, Keeping> entry : keeping.entrySet()) {
        if (entry.getValue().rows().isEmpty()) continue;
        tables.put(
            entry.getKey().word(), table(segment, entry.getKey(), entry.getValue(), partial));
        kills.at("kept " + entry.getKey().word());
      }
      KeptManifest kept =
          new KeptManifest(KeptManifest.FORMAT, segment.id(), number, manifestSha256, tables);
      Files.write(partial.resolve(KeptManifest.FILE_NAME), kept.bytes());
      FileTree.force(partial.resolve(KeptManifest.FILE_NAME));
      FileTree.force(partial);
      kills.at("kept written");
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      FileTree.force(segment.folder());
      return kept;
    } catch (IOException | UncheckedIOException e) {
      throw new ExpiryException(
          "rows of segment " + segment.id() + " cannot be kept: " + e + "; check the disk", e);
    }
  }

  private KeptManifest.Table table(
      SealedSegment segment, Dataset dataset, Keeping keeping, Path folder) throws IOException {
    Path file = folder.resolve(dataset.word() + files.suffix());
    Path proofs = folder.resolve(dataset.word() + ".proof");
    SegmentManifest.Table sealed = segment.manifest().table(dataset).orElseThrow();
    ProofTable head =
        new ProofTable(dataset.word(), segment.id(), sealed.rows(), sealed.merkleRoot());
    Copy copy = new Copy(dataset, head);
    try (Writer out = Files.newBufferedWriter(proofs, StandardCharsets.US_ASCII)) {
      copy.proofs = new ProofWriter(out, head);
      if (segment.isExpired()) fromKept(segment, dataset, keeping.rows(), copy);
      else fromSealed(segment, dataset, keeping.rows(), copy);
    }
    if (copy.batch.rows() != keeping.rows().count()) {
      throw new ExpiryException(
          segment.folder()
              + ": "
              + copy.batch.rows()
              + " rows were found, "
              + keeping.rows().count()
              + " are to be kept; run jaruek verify --store");
    }
    files.write(file, copy.batch);
    FileTree.force(file);
    FileTree.force(proofs);
    return new KeptManifest.Table(
        file.getFileName().toString(),
        Files.size(file),
        Sha256.of(file),
        copy.batch.rows(),
        new SegmentManifest.StateFile(
            proofs.getFileName().toString(), Files.size(proofs), Sha256.of(proofs)),
        keeping.held(),
        keeping.identityRows());
  }

  /** Takes rows to be kept, in order. */
  private static final class Copy {
    private final ColumnBatch batch;
    private final RowDecoding decoding;
    private final ProofTable head;
    private ProofWriter proofs;
    private long block = -1;

    @SuppressWarnings("NullAway.Init") // proofs comes with its file
    Copy(Dataset dataset, ProofTable head) {
      batch = new ColumnBatch(dataset);
      decoding = new RowDecoding(dataset);
      this.head = head;
    }

    void row(byte[] data, byte[] leafHash, RowProof proof) throws IOException {
      if (!proof.proves(leafHash, head)) {
        throw new ExpiryException(
            "row "
                + proof.index()
                + " of "
                + head.dataset()
                + " in segment "
                + head.segment()
                + " is not as it was sealed; run jaruek verify --store");
      }
      RowWriter row = batch.begin(0, 0);
      decoding.decode(data, 0, data.length, row);
      row.end();
      long of = proof.index() / ProofWriter.BLOCK_LEAVES;
      if (of != block) {
        proofs.block(of, proof.ofBlock());
        block = of;
      }
      proofs.row(proof.index(), proof.inBlock());
    }
  }

  /** Reads from the first block with such a row to the last one. */
  private void fromSealed(SealedSegment segment, Dataset dataset, RowRanges rows, Copy copy)
      throws IOException {
    byte[] roots = reader.blockRoots(segment.folder(), segment.manifest(), dataset);
    List<byte[]> blocks = new ArrayList<>();
    for (int at = 0; at < roots.length; at += BlockTree.HASH_BYTES) {
      blocks.add(Arrays.copyOfRange(roots, at, at + BlockTree.HASH_BYTES));
    }
    long first = rows.next(0) / BlockTree.LEAVES * BlockTree.LEAVES;
    Block block = new Block(new MerkleLevels(blocks), rows, copy, first);
    reader.leaves(
        segment.folder(), segment.manifest(), dataset, first, Long.MAX_VALUE - first, block::leaf);
    block.end();
  }

  /** Collects the leaves of a block, then proves and copies those of its rows that stay. */
  private static final class Block {
    private final MerkleLevels upper;
    private final RowRanges rows;
    private final Copy copy;
    private final List<byte[]> hashes = new ArrayList<>(BlockTree.LEAVES);
    private final List<byte[]> data = new ArrayList<>();
    private long row;

    Block(MerkleLevels upper, RowRanges rows, Copy copy, long first) {
      this.upper = upper;
      this.rows = rows;
      this.copy = copy;
      this.row = first;
    }

    void leaf(byte[] bytes, int offset, int length) {
      if (hashes.isEmpty() && !isNeeded()) {
        row++;
        return;
      }
      byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
      hashes.add(MerkleTree.leafHash(own));
      if (rows.contains(row)) data.add(own);
      row++;
      if (hashes.size() == BlockTree.LEAVES) end();
    }

    private boolean isNeeded() {
      if (row % BlockTree.LEAVES != 0) return false;
      long next = rows.next(row);
      return next >= 0 && next < row + BlockTree.LEAVES;
    }

    void end() {
      if (hashes.isEmpty()) return;
      MerkleLevels lower = new MerkleLevels(hashes);
      long from = row - hashes.size();
      List<byte[]> ofBlock = upper.path((int) (from / BlockTree.LEAVES));
      int taken = 0;
      try {
        for (long at = rows.next(from); at >= 0 && at < row; at = rows.next(at + 1)) {
          int inBlock = (int) (at - from);
          copy.row(
              data.get(taken++),
              hashes.get(inBlock),
              new RowProof(at, lower.path(inBlock), ofBlock));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      hashes.clear();
      data.clear();
    }
  }

  private void fromKept(SealedSegment segment, Dataset dataset, RowRanges rows, Copy copy)
      throws IOException {
    Path file = segment.file(dataset).orElseThrow();
    Path proofs = segment.keptProofs(dataset).orElseThrow();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(proofs))) {
      ProofReader proof = new ProofReader(in, proofs.toString());
      files.leaves(
          file,
          dataset,
          0,
          Long.MAX_VALUE,
          (bytes, offset, length) -> {
            Optional<RowProof> of = proof.next();
            if (of.isEmpty()) {
              throw new SegmentException(proofs + " has fewer rows than " + file);
            }
            if (!rows.contains(of.get().index())) return;
            byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
            try {
              copy.row(own, MerkleTree.leafHash(own), of.get());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
