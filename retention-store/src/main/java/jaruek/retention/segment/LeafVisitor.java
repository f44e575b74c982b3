package jaruek.retention.segment;

/** Takes the canonical bytes of rows, the data of Merkle leaves, in file order. */
@FunctionalInterface
public interface LeafVisitor {
  /** The next row's bytes, valid during the call. */
  void leaf(byte[] bytes, int offset, int length);
}
