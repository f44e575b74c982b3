package jaruek.retention.export;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.SegmentScan;
import jaruek.retention.proof.MerkleLevels;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.proof.ProofTable;
import jaruek.retention.proof.ProofWriter;
import jaruek.retention.proof.RowProof;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.BlockTree;
import jaruek.retention.segment.RowEncoding;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentReader;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One dataset's rows of one segment. They are read three times, for the JSON, the CSV and the
 * proofs, so that nothing has to be kept but their numbers; a hash over the leaves sees to it that
 * it was the same rows each time.
 */
final class ExportRows {
  /** Blocks between two that are needed which are read along, for the sake of one scan. */
  private static final int GAP_BLOCKS = 32;

  private final SegmentScan scan;
  private final SegmentReader reader;
  private final SealedSegment segment;
  private final Dataset dataset;
  private final SegmentManifest.Table table;
  private final Condition where;
  private final RowText text;
  private final RowSet rows = new RowSet();
  private byte[] leaves = new byte[0];

  /** Takes each row in passing. */
  interface Visitor {
    void row(Row row) throws IOException;
  }

  ExportRows(
      SegmentScan scan,
      SegmentReader reader,
      SealedSegment segment,
      Dataset dataset,
      Condition where,
      RowText text) {
    this.scan = scan;
    this.reader = reader;
    this.segment = segment;
    this.dataset = dataset;
    this.table = segment.manifest().table(dataset).orElseThrow();
    this.where = where;
    this.text = text;
  }

  SealedSegment segment() {
    return segment;
  }

  /** How many rows there are; known when they were written as JSON. */
  int size() {
    return rows.size();
  }

  void json(OutputStream out, Visitor visitor) throws IOException {
    leaves =
        pass(
            (index, row, line) -> {
              rows.add(index);
              text.json(line, index, row);
              visitor.row(row);
            },
            out);
  }

  void csv(OutputStream out, Visitor visitor) throws IOException {
    byte[] again =
        pass(
            (index, row, line) -> {
              text.csv(line, index, row);
              visitor.row(row);
            },
            out);
    requireSame(again);
  }

  /** Makes a row's line. */
  private interface Line {
    void write(long index, Row row, StringBuilder line) throws IOException;
  }

  /** Gives the hash over the leaves' hashes. */
  private byte[] pass(Line content, OutputStream out) throws IOException {
    MessageDigest digest = ExportZip.sha256();
    MessageDigest leaf = ExportZip.sha256();
    RowEncoding encoding = new RowEncoding(dataset);
    StringBuilder line = new StringBuilder(1024);
    scan.scan(
        segment,
        dataset,
        where,
        (index, row) -> {
          encoding.encode(row);
          digest.update(leafHash(leaf, encoding.bytes(), 0, encoding.length()));
          line.setLength(0);
          content.write(index, row, line);
          out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        });
    return digest.digest();
  }

  private static byte[] leafHash(MessageDigest digest, byte[] data, int offset, int length) {
    digest.update((byte) 0);
    digest.update(data, offset, length);
    return digest.digest();
  }

  private void requireSame(byte[] again) {
    if (Arrays.equals(again, leaves)) return;
    throw new ExportException(
        segment.folder()
            + ": rows of "
            + dataset.word()
            + " were not the same each time they were read; run jaruek verify --store");
  }

  /** Writes {@code jaruek-proof/1}; each block's leaves must give the root that was sealed. */
  void proofs(OutputStream out, Runnable counted) throws IOException {
    if (segment.isExpired()) {
      keptProofs(out, counted);
      return;
    }
    List<byte[]> roots = blockRoots();
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
    ProofTable head =
        new ProofTable(dataset.word(), segment.id(), table.rows(), table.merkleRoot());
    Proofs proofs = new Proofs(roots, new ProofWriter(writer, head), counted);
    for (long row = rows.next(0); row >= 0; ) row = run(row, proofs);
    writer.flush();
    requireSame(proofs.digest.digest());
  }

  /** Rows that outlived their segment bring their proofs along; each is checked. */
  private void keptProofs(OutputStream out, Runnable counted) throws IOException {
    Path file = segment.keptProofs(dataset).orElseThrow();
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
    ProofTable head =
        new ProofTable(dataset.word(), segment.id(), table.rows(), table.merkleRoot());
    ProofWriter proofs = new ProofWriter(writer, head);
    RowEncoding encoding = new RowEncoding(dataset);
    MessageDigest leaf = ExportZip.sha256();
    long[] block = {-1};
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ProofReader kept = new ProofReader(in, file.toString());
      scan.scan(
          segment,
          dataset,
          where,
          (index, row) -> {
            RowProof proof = next(kept, index);
            encoding.encode(row);
            byte[] hash = leafHash(leaf, encoding.bytes(), 0, encoding.length());
            long of = index / BlockTree.LEAVES;
            if (!proof.proves(hash, head)) throw damaged(of);
            if (of != block[0]) proofs.block(of, proof.ofBlock());
            block[0] = of;
            proofs.row(index, proof.inBlock());
            counted.run();
          });
    }
    writer.flush();
  }

  private RowProof next(ProofReader kept, long index) {
    for (Optional<RowProof> proof = kept.next(); proof.isPresent(); proof = kept.next()) {
      if (proof.get().index() == index) return proof.get();
    }
    throw damaged(index / BlockTree.LEAVES);
  }

  private List<byte[]> blockRoots() {
    byte[] roots = reader.blockRoots(segment.folder(), segment.manifest(), dataset);
    List<byte[]> blocks = new ArrayList<>(roots.length / BlockTree.HASH_BYTES);
    for (int at = 0; at < roots.length; at += BlockTree.HASH_BYTES) {
      blocks.add(Arrays.copyOfRange(roots, at, at + BlockTree.HASH_BYTES));
    }
    return blocks;
  }

  /** Proves the rows from this one on as far as one scan goes; gives the next row, or -1. */
  private long run(long first, Proofs proofs) throws IOException {
    long firstBlock = first / BlockTree.LEAVES;
    long lastBlock = firstBlock;
    long next = first;
    while (next >= 0 && next / BlockTree.LEAVES <= lastBlock + GAP_BLOCKS) {
      lastBlock = next / BlockTree.LEAVES;
      next = rows.next((lastBlock + 1) * BlockTree.LEAVES);
    }
    long from = firstBlock * BlockTree.LEAVES;
    long count = (lastBlock + 1) * BlockTree.LEAVES - from;
    proofs.from(from);
    try {
      reader.leaves(segment.folder(), segment.manifest(), dataset, from, count, proofs::leaf);
      proofs.endBlock();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return next;
  }

  private ExportException damaged(long block) {
    return new ExportException(
        segment.folder()
            + ": block "
            + block
            + " of "
            + dataset.word()
            + " does not have the root that was sealed; run jaruek verify --store");
  }

  /** Takes leaves in order and proves those that are to be, block by block. */
  private final class Proofs {
    private final List<byte[]> roots;
    private final MerkleLevels upper;
    private final ProofWriter writer;
    private final Runnable counted;
    private final MessageDigest digest = ExportZip.sha256();
    private final MessageDigest leaf = ExportZip.sha256();
    private final List<byte[]> hashes = new ArrayList<>(BlockTree.LEAVES);
    private long row;

    Proofs(List<byte[]> roots, ProofWriter writer, Runnable counted) {
      this.roots = roots;
      this.upper = new MerkleLevels(roots);
      this.writer = writer;
      this.counted = counted;
    }

    /** Says which leaf comes next: the first of a block. */
    void from(long first) {
      row = first;
    }

    void leaf(byte[] data, int offset, int length) {
      if (isNeeded(row / BlockTree.LEAVES)) hashes.add(leafHash(leaf, data, offset, length));
      row++;
      if (row % BlockTree.LEAVES == 0) endBlock();
    }

    private boolean isNeeded(long block) {
      if (!hashes.isEmpty()) return true;
      long next = rows.next(block * BlockTree.LEAVES);
      return next >= 0 && next / BlockTree.LEAVES == block;
    }

    void endBlock() {
      if (hashes.isEmpty()) return;
      try {
        prove((row - 1) / BlockTree.LEAVES);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      hashes.clear();
    }

    private void prove(long block) throws IOException {
      MerkleLevels lower = new MerkleLevels(hashes);
      if (block >= roots.size() || !Arrays.equals(lower.root(), roots.get((int) block))) {
        throw damaged(block);
      }
      writer.block(block, upper.path((int) block));
      long from = block * BlockTree.LEAVES;
      for (long at = rows.next(from);
          at >= 0 && at < from + hashes.size();
          at = rows.next(at + 1)) {
        int inBlock = (int) (at - from);
        digest.update(hashes.get(inBlock));
        writer.row(at, lower.path(inBlock));
        counted.run();
      }
    }
  }
}
