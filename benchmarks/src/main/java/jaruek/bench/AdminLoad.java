package jaruek.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Asks {@code who} over the admin socket, one question after the other, about random public
 * addresses and ports within a span, and says the median and the 99th percentile of the answer's
 * time, connection included.
 *
 * <p>Arguments: socket, case, from (ISO 8601), to, questions.
 */
public final class AdminLoad {
  private AdminLoad() {}

  /** Runs the load. */
  public static void main(String[] args) throws IOException {
    long from = Instant.parse(args[2]).toEpochMilli();
    long to = Instant.parse(args[3]).toEpochMilli();
    int questions = Integer.parseInt(args[4]);
    SplittableRandom random = new SplittableRandom(20261123);
    long[] nanos = new long[questions];
    long found = 0;
    int warmUp = Math.max(20, questions / 10);
    for (int i = -warmUp; i < questions; i++) {
      ObjectNode arguments =
          AdminCodec.object()
              .put("address", "203.0.113." + random.nextInt(4))
              .put("port", 1_024 + random.nextInt(64_000))
              .put("protocol", "tcp")
              .put("at", Instant.ofEpochMilli(from + random.nextLong(to - from)).toString())
              .put("case", args[1]);
      long started = System.nanoTime();
      long rows = ask(args[0], new AdminRequest("who", arguments));
      if (i < 0) continue;
      nanos[i] = System.nanoTime() - started;
      found += rows;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "who: median %.1f ms, p99 %.1f ms, %d questions, %d answers%n",
        nanos[questions / 2] / 1e6, nanos[questions * 99 / 100] / 1e6, questions, found);
  }

  private static long ask(String socket, AdminRequest request) throws IOException {
    long rows = 0;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer line =
          ByteBuffer.wrap((AdminCodec.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) channel.write(line);
      BufferedReader reader =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        switch (AdminCodec.reply(text)) {
          case AdminReply.Row _ -> rows++;
          case AdminReply.Progress _ -> {}
          case AdminReply.End(int status, String code, var arguments) -> {
            if (status > 1) throw new IOException("refused: " + code + " " + arguments);
            return rows;
          }
        }
      }
    }
    throw new IOException("the answer has no end");
  }
}
