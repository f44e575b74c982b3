package jaruek.radius.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Home servers that know the same users.
 *
 * @param servers one or more; their order counts for {@link Type#FAIL_OVER}
 */
public record Pool(String name, Type type, List<HomeServer> servers) {
  /** Which one is asked first. */
  public enum Type {
    /** The first of the list that lives. */
    FAIL_OVER("fail-over"),
    /** One by the device that asks: it gets the same one each time. */
    LOAD_BALANCE("load-balance");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** As in the configuration. */
    public String word() {
      return word;
    }

    /** By its word. */
    public static Optional<Type> of(String word) {
      return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
  }

  /** Copies the list. */
  public Pool {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) throw new IllegalArgumentException("a pool of no servers: " + name);
  }
}
