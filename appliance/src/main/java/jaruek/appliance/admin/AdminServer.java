package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin socket: a Unix domain socket that every local user may connect to; the kernel says who
 * it is, and roles decide. One virtual thread for each connection, one request in each.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int BACKLOG = 128;

  /** To send the next part of a file; it may have to be sought in a long one first. */
  private static final Duration PART_TIME = Duration.ofMinutes(5);

  private final Path socket;
  private final Exchange exchange;
  private final RoleTable roles;
  private final Limits limits;
  private final Telemetry telemetry;
  private final Set<SocketChannel> connections = new HashSet<>();
  private final Map<String, Integer> connectionsOfUser = new HashMap<>();
  private final ScheduledThreadPoolExecutor watchdog;
  private @Nullable ServerSocketChannel server;
  private @Nullable Object fileKey;
  private volatile boolean stopping;

  /**
   * How much a client may take up.
   *
   * @param connectionsMax at once
   * @param connectionsOfUserMax of one Unix user at once
   * @param lineBytesMax of a request by an admin, whose user import is a file
   * @param plainLineBytesMax of a request by anyone else
   * @param requestTime to send the whole request
   * @param writeTime to take in a part of the answer
   * @param closeTime for running requests to end when the server closes
   */
  public record Limits(
      int connectionsMax,
      int connectionsOfUserMax,
      int lineBytesMax,
      int plainLineBytesMax,
      Duration requestTime,
      Duration writeTime,
      Duration closeTime) {
    /** For a running appliance. */
    public static final Limits STANDARD =
        new Limits(
            64,
            32,
            AdminCodec.LINE_BYTES_MAX,
            64 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));
  }

  /**
   * Inert until {@link #start}.
   *
   * @param socket the socket's path
   */
  public AdminServer(
      Path socket,
      AdminCommands commands,
      RoleTable roles,
      Cases cases,
      OperationLog operations,
      Limits limits,
      InstantSource clock,
      Telemetry telemetry) {
    this.socket = socket;
    this.roles = roles;
    this.limits = limits;
    this.telemetry = telemetry;
    this.exchange = new Exchange(commands, roles, cases, operations, clock, telemetry);
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("admin-watchdog").factory());
    watchdog.setRemoveOnCancelPolicy(true);
  }

  /**
   * Listens.
   *
   * @throws AdminServerException if the socket cannot be made or another appliance has it
   */
  public void start() {
    try {
      Path folder = socket.toAbsolutePath().getParent();
      if (folder != null) Files.createDirectories(folder);
      removeStale();
      ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server = listening;
      listening.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
      fileKey = keyOf(socket);
      // everyone may connect: the peer's user decides what is answered
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      Thread.ofPlatform().daemon().name("admin-accept").start(() -> accept(listening));
    } catch (IOException e) {
      close();
      throw new AdminServerException(
          "cannot listen on " + socket + ": " + e.getMessage() + "; check admin.socket", e);
    }
  }

  private void removeStale() throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) return;
    BasicFileAttributes file =
        Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!file.isOther()) {
      throw new AdminServerException(socket + " is there and is no socket; check admin.socket");
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new AdminServerException(
          "an appliance listens on " + probe.getRemoteAddress() + " already; stop it first");
    } catch (IOException e) {
      LOG.debug("nobody listens on {}, so it is replaced", socket);
      Files.delete(socket);
    }
  }

  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private void accept(ServerSocketChannel listening) {
    while (!stopping) {
      try {
        SocketChannel channel = listening.accept();
        Thread.ofVirtual().name("admin-connection").start(() -> serve(channel));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("a connection to {} cannot be accepted", socket, e);
        pause();
      }
    }
  }

  /** Out of file descriptors, most likely: trying again at once would only burn a processor. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel channel) {
    telemetry.counter("admin.connections").increment();
    try (channel) {
      Peer peer = peer(channel);
      if (!admit(channel, peer.user())) {
        telemetry.counter("admin.connections.refused").increment();
        String max = Integer.toString(limits.connectionsMax());
        write(channel, AdminRefusal.end(AdminStatus.UNREACHABLE, AdminCodes.BUSY, "max", max));
        return;
      }
      try {
        converse(channel, peer);
      } finally {
        release(channel, peer.user());
      }
    } catch (IOException | Exchange.ClientGone e) {
      telemetry.counter("admin.connections.broken").increment();
      LOG.debug("an admin connection broke", e);
    } catch (RuntimeException e) {
      LOG.error("an admin connection failed", e);
    }
  }

  private static Peer peer(SocketChannel channel) throws IOException {
    UnixDomainPrincipal principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    return new Peer(principal.user().getName(), principal.group().getName());
  }

  private void converse(SocketChannel channel, Peer peer) throws IOException {
    boolean admin = roles.of(peer).contains(Role.ADMIN);
    int bytesMax = admin ? limits.lineBytesMax() : limits.plainLineBytesMax();
    RequestReader reader = new RequestReader(channel, bytesMax);
    Consumer<byte[]> out = bytes -> write(channel, bytes);
    RequestReader.Line line;
    Watch watch = new Watch(() -> channel.shutdownInput(), limits.requestTime());
    try {
      line = reader.read();
    } finally {
      watch.end();
    }
    switch (line) {
      case RequestReader.Nothing nothing -> {
        telemetry.counter("admin.connections.empty").increment();
        if (watch.bit()) exchange.broken(peer, "not sent in time", 0, out);
      }
      case RequestReader.Broken(String reason, long bytes) -> {
        exchange.broken(peer, watch.bit() ? "not sent in time" : reason, bytes, out);
        if (!watch.bit()) drain(channel, reader);
      }
      case RequestReader.Whole(String text) -> {
        if (stopping) write(channel, AdminRefusal.end(3, AdminCodes.STOPPING));
        else exchange.line(peer, text, () -> part(channel), out);
      }
    }
  }

  /** Four bytes of length, then so many bytes. */
  private byte[] part(SocketChannel channel) {
    ByteBuffer head = received(channel, 4);
    int length = head.getInt();
    if (length < 0 || length > AdminCodec.CHUNK_BYTES_MAX) {
      throw new Exchange.ClientGone(new IOException("a part of " + length + " bytes"));
    }
    return received(channel, length).array();
  }

  private ByteBuffer received(SocketChannel channel, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    Watch watch = new Watch(channel::close, PART_TIME);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) throw new IOException("end of stream");
      }
      return buffer.flip();
    } catch (IOException e) {
      throw new Exchange.ClientGone(e);
    } finally {
      watch.end();
    }
  }

  private void drain(SocketChannel channel, RequestReader reader) throws IOException {
    channel.shutdownOutput();
    Watch watch = new Watch(channel::close, limits.requestTime());
    try {
      reader.drain();
    } finally {
      watch.end();
    }
  }

  private void write(SocketChannel channel, AdminReply.End end) {
    write(channel, (AdminCodec.write(end) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void write(SocketChannel channel, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        buffer.limit(Math.min(bytes.length, buffer.position() + 64 * 1024));
        Watch watch = new Watch(channel::close, limits.writeTime());
        try {
          channel.write(buffer);
        } finally {
          watch.end();
        }
        buffer.limit(bytes.length);
      }
    } catch (IOException e) {
      throw new Exchange.ClientGone(e);
    }
  }

  private synchronized boolean admit(SocketChannel channel, String user) {
    if (stopping || connections.size() >= limits.connectionsMax()) return false;
    int ofUser = connectionsOfUser.getOrDefault(user, 0);
    if (ofUser >= limits.connectionsOfUserMax()) return false;
    connectionsOfUser.put(user, ofUser + 1);
    return connections.add(channel);
  }

  private synchronized void release(SocketChannel channel, String user) {
    connections.remove(channel);
    connectionsOfUser.merge(user, -1, (had, change) -> had == 1 ? null : (Integer) (had + change));
    notifyAll();
  }

  /** Takes no more requests, lets running ones end for a while, then hangs up. */
  @Override
  public void close() {
    stopping = true;
    try {
      if (server != null) server.close();
      if (fileKey != null && Files.exists(socket) && fileKey.equals(keyOf(socket))) {
        Files.delete(socket);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be removed", socket, e);
    }
    awaitRunning();
    synchronized (this) {
      for (SocketChannel channel : connections) hangUp(channel);
    }
    watchdog.shutdownNow();
  }

  private synchronized void awaitRunning() {
    long deadline = System.nanoTime() + limits.closeTime().toNanos();
    try {
      while (!connections.isEmpty()) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) return;
        wait(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hangUp(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("an admin connection does not close", e);
    }
  }

  /** Something to be done to a channel. */
  @FunctionalInterface
  private interface Bite {
    void bite() throws IOException;
  }

  /** Bites if it is not ended in time. */
  private final class Watch {
    private final ScheduledFuture<?> pending;
    private volatile boolean bit;

    Watch(Bite bite, Duration time) {
      pending =
          watchdog.schedule(
              () -> {
                bit = true;
                telemetry.counter("admin.connections.slow").increment();
                try {
                  bite.bite();
                } catch (IOException e) {
                  LOG.debug("an admin connection is closed already", e);
                }
              },
              time.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    void end() {
      pending.cancel(false);
    }

    boolean bit() {
      return bit;
    }
  }
}
