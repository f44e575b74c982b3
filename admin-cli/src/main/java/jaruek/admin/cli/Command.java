package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * One command of {@code jaruek}. Its help stands in the message bundles: {@code command.WORDS}
 * (dots for blanks) in one line, {@code command.WORDS.more} if there is more to say, and {@code
 * help.WORDS.NAME} or {@code help.NAME} for each parameter.
 *
 * @param words "who", "case open"
 * @param parameters what it takes, in the order help shows them
 * @param action what it does
 */
public record Command(String words, List<Parameter> parameters, Action action) {
  /** Copies the list. */
  public Command {
    parameters = List.copyOf(parameters);
  }

  /** What a command does. */
  @FunctionalInterface
  public interface Action {
    /**
     * Does it.
     *
     * @param arguments the checked values by the parameters' names; what was not given is not there
     * @return the exit status, one of {@link jaruek.admin.api.AdminStatus}
     * @throws CommandException to end with a message
     * @throws IOException if a file could not be read or written; told as a failure
     */
    int run(CommandContext context, ObjectNode arguments) throws IOException;
  }
}
