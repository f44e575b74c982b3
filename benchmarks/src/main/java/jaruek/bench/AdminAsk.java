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
import java.util.ArrayList;
import java.util.List;

/** Requests to a daemon, each over a connection of its own as the commands do it. */
final class AdminAsk {
  private final UnixDomainSocketAddress socket;

  AdminAsk(String socket) {
    this.socket = UnixDomainSocketAddress.of(socket);
  }

  /** All rows of the answer; an exception if the daemon refuses. */
  List<ObjectNode> ask(AdminRequest request) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(socket);
      ByteBuffer line =
          ByteBuffer.wrap((AdminCodec.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) channel.write(line);
      BufferedReader reader =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        switch (AdminCodec.reply(text)) {
          case AdminReply.Row(ObjectNode row) -> rows.add(row);
          case AdminReply.Progress _ -> {}
          case AdminReply.Chunk _ -> throw new IOException("a file is not taken here");
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
