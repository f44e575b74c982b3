package jaruek.admin.cli;

import java.util.Collection;
import java.util.Optional;

/** The known word that was probably meant. */
final class NearestWord {
  private NearestWord() {}

  /** The word with the fewest changed, missing, extra or swapped letters, if they are few. */
  static Optional<String> of(String typed, Collection<String> known) {
    String nearest = null;
    int fewest = Math.max(1, Math.min(typed.length(), 12) / 3) + 1;
    for (String word : known) {
      int distance = distance(typed, word);
      if (distance < fewest) {
        fewest = distance;
        nearest = word;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** Optimal string alignment distance; a beginning of four letters or more counts as one. */
  private static int distance(String a, String b) {
    if (a.length() >= 4 && b.startsWith(a)) return 1;
    if (Math.abs(a.length() - b.length()) > 4) return 5;
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) cost[i][0] = i;
    for (int j = 0; j <= b.length(); j++) cost[0][j] = j;
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
