package jaruek.retention.proof;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@link ProofWriter} wrote, strictly; hostile input ends in a {@link ProofException}.
 */
public final class ProofReader {
  private static final int LINE_BYTES_MAX = 8192;
  private static final int PATH_MAX = 64;
  private static final int HASH_BYTES = 32;

  private final InputStream in;
  private final String where;
  private final ProofTable table;
  private final byte[] line = new byte[LINE_BYTES_MAX];
  private long lines;
  private long block = -1;
  private long last = -1;
  private List<byte[]> ofBlock = List.of();

  /**
   * Reads the head.
   *
   * @param in buffered; the caller closes it
   * @param where the file's name, for errors
   */
  public ProofReader(InputStream in, String where) {
    this.in = in;
    this.where = where;
    if (!need().equals(ProofWriter.FORMAT)) throw bad("is not " + ProofWriter.FORMAT);
    String dataset = field("dataset");
    long segment = number(field("segment"));
    long leaves = number(field("leaves"));
    String root = field("root");
    try {
      table = new ProofTable(dataset, segment, leaves, root);
    } catch (ProofException e) {
      ProofException bad = bad("is no head of proofs");
      bad.initCause(e);
      throw bad;
    }
  }

  /**
   * The indexes of all rows that a file proves, in its order.
   *
   * @throws ProofException if it cannot be read
   */
  public static long[] indexes(Path file) {
    List<Long> indexes = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ProofReader reader = new ProofReader(in, file.toString());
      for (Optional<RowProof> row = reader.next(); row.isPresent(); row = reader.next()) {
        indexes.add(row.get().index());
      }
    } catch (IOException e) {
      throw new ProofException(file + " cannot be read: " + e.getMessage(), e);
    }
    return indexes.stream().mapToLong(Long::longValue).toArray();
  }

  /** What the proofs are about. */
  public ProofTable table() {
    return table;
  }

  /** The line read last, from 1. */
  public long line() {
    return lines;
  }

  /** The next row's proof, empty at the end. */
  public Optional<RowProof> next() {
    for (Optional<String> read = readLine(); read.isPresent(); read = readLine()) {
      String[] words = read.get().split(" ", -1);
      if (words.length < 2) throw bad("is no line of a proof");
      long number = number(words[1]);
      List<byte[]> path = path(words);
      switch (words[0]) {
        case "block" -> block(number, path);
        case "row" -> {
          return Optional.of(row(number, path));
        }
        default -> throw bad("is no line of a proof");
      }
    }
    return Optional.empty();
  }

  private void block(long number, List<byte[]> path) {
    if (number <= block || number >= table.blocks()) throw bad("names a block out of its order");
    block = number;
    ofBlock = path;
  }

  private RowProof row(long index, List<byte[]> path) {
    if (index <= last || index >= table.leaves() || index / ProofWriter.BLOCK_LEAVES != block) {
      throw bad("names a row out of its order or its block");
    }
    last = index;
    return new RowProof(index, path, ofBlock);
  }

  private String field(String name) {
    String read = need();
    if (!read.startsWith(name + " ")) throw bad("should be \"" + name + " …\"");
    return read.substring(name.length() + 1);
  }

  private String need() {
    return readLine().orElseThrow(() -> bad("is missing"));
  }

  private long number(String text) {
    if (text.matches("0|[1-9][0-9]{0,17}")) return Long.parseLong(text);
    throw bad("has no number where one should be");
  }

  private List<byte[]> path(String[] words) {
    if (words.length - 2 > PATH_MAX) throw bad("has too long a path");
    List<byte[]> path = new ArrayList<>(words.length - 2);
    for (int i = 2; i < words.length; i++) path.add(hash(words[i]));
    return path;
  }

  private byte[] hash(String text) {
    try {
      byte[] hash = Base64.getDecoder().decode(text);
      if (hash.length == HASH_BYTES && Base64.getEncoder().encodeToString(hash).equals(text)) {
        return hash;
      }
    } catch (IllegalArgumentException e) {
      throw new ProofException(where + ", line " + lines + ": bad base64", e);
    }
    throw bad("has something else than a hash in base64");
  }

  private Optional<String> readLine() {
    int length = 0;
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          lines++;
          return Optional.of(new String(line, 0, length, StandardCharsets.US_ASCII));
        }
        if (length == LINE_BYTES_MAX) throw badNext("is too long");
        line[length++] = (byte) b;
      }
    } catch (IOException e) {
      throw new ProofException(where + " cannot be read: " + e.getMessage(), e);
    }
    if (length > 0) throw badNext("ends in the middle of a line");
    return Optional.empty();
  }

  /** Of the line that was not read to its end. */
  private ProofException badNext(String what) {
    lines++;
    return bad(what);
  }

  private ProofException bad(String what) {
    return new ProofException(where + ", line " + lines + ": " + what);
  }
}
