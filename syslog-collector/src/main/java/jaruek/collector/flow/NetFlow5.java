package jaruek.collector.flow;

/** NetFlow v5's one fixed record, as a template: its fields under IANA's numbers. */
final class NetFlow5 {
  /** Bytes of a record. */
  static final int RECORD_BYTES = 48;

  private static final int PADDING = 210;

  /** Elements in wire order, each with its bytes. */
  private static final int[][] FIELDS = {
    {8, 4},
    {12, 4},
    {15, 4},
    {10, 2},
    {14, 2},
    {2, 4},
    {1, 4},
    {22, 4},
    {21, 4},
    {7, 2},
    {11, 2},
    {PADDING, 1},
    {6, 1},
    {4, 1},
    {5, 1},
    {16, 2},
    {17, 2},
    {9, 1},
    {13, 1},
    {PADDING, 2}
  };

  static final Template TEMPLATE = template();

  private NetFlow5() {}

  private static Template template() {
    int[] elements = new int[FIELDS.length];
    int[] lengths = new int[FIELDS.length];
    for (int i = 0; i < FIELDS.length; i++) {
      elements[i] = FIELDS[i][0];
      lengths[i] = FIELDS[i][1];
    }
    return new Template(
        FlowVersion.NETFLOW5, 0, false, new byte[0], new int[FIELDS.length], elements, lengths);
  }
}
