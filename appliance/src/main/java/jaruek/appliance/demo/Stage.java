package jaruek.appliance.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Where the demo is told and its commands are run: the terminal, in the reader's language. */
public interface Stage {
  /** Tells the next step: a key of the message bundle and what it names. */
  void step(String key, ObjectNode arguments);

  /** Tells something about the step. */
  void note(String key, ObjectNode arguments);

  /** Shows progress of something that takes longer. */
  void progress(String key, long done, long total);

  /**
   * Runs a {@code jaruek} command and shows it with what it answers, as a user would see it; its
   * exit status.
   */
  int show(List<String> command);

  /**
   * Runs a {@code jaruek} command unseen.
   *
   * @return its answer, one JSON object a line
   * @throws DemoException if it did not end with status 0
   */
  List<ObjectNode> ask(List<String> command);
}
