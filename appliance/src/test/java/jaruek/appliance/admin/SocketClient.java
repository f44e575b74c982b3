package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client as plain as can be: writes bytes, reads lines. */
final class SocketClient implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader lines;

  /** An answer: rows, the last line, and every byte. */
  record Answer(List<ObjectNode> rows, AdminReply.End end, String text) {}

  SocketClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  static Answer ask(Path socket, String command, String... arguments) throws IOException {
    ObjectNode named = AdminCodec.object();
    for (int i = 0; i < arguments.length; i += 2) named.put(arguments[i], arguments[i + 1]);
    return ask(socket, new AdminRequest(command, named));
  }

  static Answer ask(Path socket, AdminRequest request) throws IOException {
    try (SocketClient client = new SocketClient(socket)) {
      client.write(AdminCodec.write(request) + "\n");
      return client.answer();
    }
  }

  void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) channel.write(bytes);
  }

  void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  String readLine() throws IOException {
    String line = lines.readLine();
    if (line == null) throw new IOException("the server hung up");
    return line;
  }

  Answer answer() throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (true) {
      String line = readLine();
      switch (AdminCodec.reply(line)) {
        case AdminReply.Progress progress -> {}
        case AdminReply.Chunk chunk -> throw new IOException("a file: ask RunningAppliance.jaruek");
        case AdminReply.Row(ObjectNode row) -> {
          text.append(line).append('\n');
          rows.add(row);
        }
        case AdminReply.End end -> {
          text.append(line).append('\n');
          return new Answer(rows, end, text.toString());
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
