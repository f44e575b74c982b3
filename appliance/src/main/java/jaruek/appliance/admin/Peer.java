package jaruek.appliance.admin;

/**
 * Who is at the other end, as the kernel says.
 *
 * @param user the Unix user's name, or number where it has no name
 * @param group the primary group's name, or number
 */
public record Peer(String user, String group) {
  /** As the operations record names it. */
  public String actor() {
    return "user:" + user;
  }
}
