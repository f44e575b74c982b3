package jaruek.appliance;

import jaruek.admin.cli.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the commonest commands once against a daemon that gives the same answer to everything: the
 * launcher has the JVM watch and keep what they load ({@code -XX:AOTCacheOutput}), so that they
 * start faster. What is printed is thrown away.
 */
final class Rehearsal {
  private static final String ANSWER =
      """
      {"row":{"verdict":"identified","candidates":[{"user":"u","fullName":"U","insideAddress":"10.0.0.1","mac":"02:00:00:00:00:01",\
      "session":{"id":"s","nas":"192.0.2.1","start":"2026-11-23T00:00:00Z","end":null},\
      "joins":[{"step":"session","basis":"observed","record":{"dataset":"identity","frame":1}}]}],\
      "coverage":{"recording":true,"gaps":[],"clockOffsetMillis":1}}}
      {"end":{"status":0,"code":"","arguments":{}}}
      """;

  private Rehearsal() {}

  /** Runs once. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("jaruek-rehearsal-");
    Path socket = folder.resolve("admin.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform().daemon().start(() -> answer(server));
      for (String format : new String[] {"table", "json"}) {
        String[] who = {
          "who",
          "203.0.113.1:1",
          "--at",
          "2026-11-23T00:00",
          "--case",
          "x",
          "--socket",
          socket.toString(),
          "--format",
          format
        };
        int status = Main.commandLine(Surroundings.ofProcess()).execute(who);
        if (status != 0) throw new IOException("who ended with " + status);
      }
    } finally {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(folder);
    }
  }

  private static void answer(ServerSocketChannel server) {
    while (true) {
      try (SocketChannel channel = server.accept()) {
        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
        ByteBuffer bytes = ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) channel.write(bytes);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
