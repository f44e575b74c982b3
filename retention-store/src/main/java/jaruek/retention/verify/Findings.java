package jaruek.retention.verify;

import java.util.ArrayList;
import java.util.List;

/** Collects findings, in order, up to their limit, and counts what was looked at. */
final class Findings {
  private final List<Finding> list = new ArrayList<>();
  long logEntries;
  long segments;
  long rows;
  long bytes;
  long journalFrames;

  void fault(String where, String what) {
    add(new Finding(Finding.Grade.FAULT, where, what));
  }

  void note(String where, String what) {
    add(new Finding(Finding.Grade.NOTE, where, what));
  }

  private void add(Finding finding) {
    if (list.size() < StoreVerifier.FINDINGS_MAX) list.add(finding);
  }

  int size() {
    return list.size();
  }

  List<Finding> list() {
    return list;
  }
}
