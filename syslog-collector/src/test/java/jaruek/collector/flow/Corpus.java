package jaruek.collector.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The conformance corpus beside the project: real datagrams with their expected records. */
final class Corpus {
  static final IpAddress EXPORTER = IpAddress.of("192.0.2.1");
  static final long RECEIVED_AT = 1_795_420_800_000L;

  private Corpus() {}

  /** One exporter's datagrams and what is in them. */
  record Case(String name, List<byte[]> datagrams, JsonNode expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Path folder() {
    return Path.of(System.getProperty("jaruek.root", ".")).resolve("../shared/corpora/netflow");
  }

  static boolean isThere() {
    return Files.isDirectory(folder());
  }

  static List<Case> cases() {
    if (!isThere()) return List.of();
    try (Stream<Path> entries = Files.list(folder())) {
      return entries.filter(Files::isDirectory).sorted().map(Corpus::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(Path folder) {
    try {
      JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
      List<byte[]> datagrams = new ArrayList<>();
      for (JsonNode event : expected) {
        datagrams.add(Files.readAllBytes(folder.resolve(event.get("datagram").asText())));
      }
      return new Case(folder.getFileName().toString(), datagrams, expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Frame frame(byte[] datagram) {
    return frame(datagram, RECEIVED_AT);
  }

  static Frame frame(byte[] datagram, long receivedAtMillis) {
    return new Frame(FrameKind.FLOW, receivedAtMillis, EXPORTER, 2055, Transport.UDP, datagram);
  }
}
