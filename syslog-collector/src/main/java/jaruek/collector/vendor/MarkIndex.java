package jaruek.collector.vendor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds which owners have one of their marks on a line, in one step per byte however many marks
 * there are: the Aho-Corasick automaton, its failure links folded into the transitions. Marks are
 * ASCII; any other byte leads back to the start.
 */
final class MarkIndex {
  private static final int ALPHABET = 128;

  /**
   * For each state and byte the next state, as the place where its bytes begin; its complement if a
   * mark ends there.
   */
  private final int[] next;

  /** The owners of the marks that end in each state, as bits. */
  private final long[][] owners;

  private final int words;

  MarkIndex(List<List<String>> marksByOwner) {
    words = (marksByOwner.size() + Long.SIZE - 1) / Long.SIZE;
    List<int[]> edges = new ArrayList<>();
    List<long[]> ends = new ArrayList<>();
    addState(edges, ends);
    for (int owner = 0; owner < marksByOwner.size(); owner++) {
      for (String mark : marksByOwner.get(owner)) {
        int state = walk(mark, edges, ends);
        ends.get(state)[owner / Long.SIZE] |= 1L << owner % Long.SIZE;
      }
    }
    int[] folded = foldFailures(edges, ends);
    owners = ends.toArray(long[][]::new);
    next = new int[folded.length];
    for (int i = 0; i < next.length; i++) {
      int place = folded[i] * ALPHABET;
      next[i] = Arrays.stream(owners[folded[i]]).anyMatch(w -> w != 0) ? ~place : place;
    }
  }

  private void addState(List<int[]> edges, List<long[]> ends) {
    int[] none = new int[ALPHABET];
    Arrays.fill(none, -1);
    edges.add(none);
    ends.add(new long[words]);
  }

  private int walk(String mark, List<int[]> edges, List<long[]> ends) {
    if (mark.isEmpty()) throw new IllegalArgumentException("an empty mark is on every line");
    int state = 0;
    for (int i = 0; i < mark.length(); i++) {
      char c = mark.charAt(i);
      if (c >= ALPHABET) throw new IllegalArgumentException("a mark is ASCII: " + mark);
      if (edges.get(state)[c] < 0) {
        edges.get(state)[c] = edges.size();
        addState(edges, ends);
      }
      state = edges.get(state)[c];
    }
    return state;
  }

  private static int[] foldFailures(List<int[]> edges, List<long[]> ends) {
    int[] failure = new int[edges.size()];
    int[] folded = new int[edges.size() * ALPHABET];
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(0));
    while (!queue.isEmpty()) {
      int state = queue.remove();
      for (int c = 0; c < ALPHABET; c++) {
        int child = edges.get(state)[c];
        int byFailure = state == 0 ? 0 : folded[failure[state] * ALPHABET + c];
        folded[state * ALPHABET + c] = child < 0 ? byFailure : child;
        if (child < 0) continue;
        failure[child] = byFailure;
        long[] inherited = ends.get(byFailure);
        for (int w = 0; w < inherited.length; w++) ends.get(child)[w] |= inherited[w];
        queue.add(child);
      }
    }
    return folded;
  }

  /** The owners with a mark in the range, owner n at bit n. */
  long[] find(byte[] text, int from, int to) {
    long[] found = new long[words];
    int state = 0;
    for (int at = from; at < to; at++) {
      byte b = text[at];
      state = b < 0 ? 0 : next[state + b];
      if (state < 0) {
        state = ~state;
        long[] ended = owners[state / ALPHABET];
        for (int w = 0; w < words; w++) found[w] |= ended[w];
      }
    }
    return found;
  }
}
