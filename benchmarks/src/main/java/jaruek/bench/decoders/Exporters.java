package jaruek.bench.decoders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real exporters: what they send of the same packets, or of the same files. */
final class Exporters {
  private static final int DEADLINE_SECONDS = 60;
  private static final int QUIET_MILLIS = 700;
  private static final int BUFFER_BYTES = 8 << 20;

  private final Path folder;
  private final Path packets;

  /**
   * @param folder for their files
   * @param packets a pcap file
   */
  Exporters(Path folder, Path packets) {
    this.folder = folder;
    this.packets = packets;
  }

  List<byte[]> softflowd(int version) throws IOException {
    try (Listener listener = new Listener()) {
      return listener.whatComesFrom(
          "softflowd",
          "-r",
          packets.toString(),
          "-n",
          listener.address(),
          "-v",
          "" + version,
          "-6",
          "-T",
          "vlan",
          "-c",
          "none",
          "-d");
    }
  }

  /** The plugin nfprobe of pmacctd. */
  List<byte[]> pmacctd(int version) throws IOException {
    try (Listener listener = new Listener()) {
      Path file = folder.resolve("pmacctd-" + version + ".conf");
      Files.writeString(
          file,
          """
          daemonize: false
          pcap_savefile: %s
          aggregate: src_host,dst_host,src_port,dst_port,proto,tcpflags,tos,vlan
          plugins: nfprobe
          nfprobe_receiver: %s
          nfprobe_version: %d
          nfprobe_maxflows: 20000
          """
              .formatted(packets, listener.address(), version));
      return listener.whatComesFrom("pmacctd", "-f", file.toString());
    }
  }

  /** From the files of an nfcapd. */
  List<byte[]> nfreplay(Path file, int version) throws IOException {
    try (Listener listener = new Listener()) {
      return listener.whatComesFrom(
          "nfreplay",
          "-H",
          "127.0.0.1",
          "-p",
          listener.port(),
          "-v",
          "" + version,
          "-r",
          file.toString());
    }
  }

  /** A UDP socket that keeps what comes. */
  private static final class Listener implements AutoCloseable {
    private final DatagramSocket socket;

    Listener() throws IOException {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      socket.setReceiveBufferSize(BUFFER_BYTES);
      socket.setSoTimeout(QUIET_MILLIS);
    }

    String port() {
      return "" + socket.getLocalPort();
    }

    String address() {
      return "127.0.0.1:" + port();
    }

    /** Runs an exporter to its end and takes all it sends. */
    List<byte[]> whatComesFrom(String... command) throws IOException {
      Process exporter =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      List<byte[]> datagrams = new ArrayList<>();
      try {
        receive(exporter, datagrams);
      } finally {
        exporter.destroy();
        end(exporter);
      }
      if (datagrams.isEmpty()) throw new IOException(command[0] + " sent nothing");
      return datagrams;
    }

    private void receive(Process exporter, List<byte[]> datagrams) throws IOException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      boolean asked = false;
      while (System.nanoTime() < deadline) {
        boolean ended = !exporter.isAlive();
        try {
          packet.setLength(65_535);
          socket.receive(packet);
          datagrams.add(Arrays.copyOf(packet.getData(), packet.getLength()));
        } catch (SocketTimeoutException quiet) {
          if (ended) return;
          if (asked || datagrams.isEmpty()) continue;
          asked = true;
          exporter.destroy();
        }
      }
    }

    private static void end(Process process) {
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException(e));
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
