package jaruek.appliance.doctor;

import jaruek.radius.proxy.HomeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Each home server of other realms answers. */
public final class ProxyCheck implements Check {
  private final Supplier<List<HomeStatus>> servers;

  /** Of these, as they do when asked. */
  public ProxyCheck(Supplier<List<HomeStatus>> servers) {
    this.servers = servers;
  }

  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    for (HomeStatus one : servers.get()) found.add(finding(one));
    return found;
  }

  /** Whose users cannot log in is no loss of records. */
  private Finding finding(HomeStatus one) {
    return one.state().equals("alive")
        ? Finding.ok(name(), "proxy-alive", "server", one.name(), "port", one.purpose())
        : Finding.warning(
            name(),
            "proxy-" + one.state(),
            "server",
            one.name(),
            "port",
            one.purpose(),
            "address",
            one.address());
  }
}
