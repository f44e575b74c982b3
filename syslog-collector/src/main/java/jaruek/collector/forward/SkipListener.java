package jaruek.collector.forward;

/** Is told when frames had left the journal before a target took them. */
public interface SkipListener {
  /**
   * Called on the target's own thread.
   *
   * @param frames how many the journal had there, this target's and others
   */
  void skipped(String target, long frames);
}
