package jaruek.radius.proxy;

import jaruek.radius.packet.Packet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something to be answered by one of a pool. */
abstract class Job {
  final Pool pool;

  /** What a device's requests have in common: they go to the same server where the pool shares. */
  final String key;

  /** The conversation it belongs to; null for its beginning. */
  final @Nullable String conversation;

  final List<Flight> flights = new ArrayList<>();
  final Set<HomeLink> tried = new LinkedHashSet<>();
  boolean done;

  Job(Pool pool, String key, @Nullable String conversation) {
    this.pool = pool;
    this.key = key;
    this.conversation = conversation;
  }

  /**
   * The request for this server.
   *
   * @throws IllegalArgumentException if it is too long
   */
  abstract byte[] write(HomeServer server, int id, byte[] authenticator);

  /** The authentic reply; called without the client's lock. */
  abstract void replied(Flight flight, Packet reply);

  /** There is none; likewise. */
  abstract void failed(ProxyReason why, @Nullable String homeServer);
}
