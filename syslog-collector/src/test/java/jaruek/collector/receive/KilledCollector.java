package jaruek.collector.receive;

import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.record.Cidr;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A process that takes RELP into a journal, until it is killed; it prints how many frames each
 * append had. Arguments: folder, port.
 */
final class KilledCollector {
  private KilledCollector() {}

  public static void main(String[] arguments) throws IOException {
    InstantSource clock = InstantSource.system();
    Telemetry telemetry = new Telemetry();
    ChronicleJournal journal =
        new ChronicleJournal(ChronicleJournalConfig.in(Path.of(arguments[0])), clock, telemetry);
    journal.start();
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(arguments[1]));
    CollectorConfig config =
        CollectorConfig.listening(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
            .with(StreamListener.relp(address, Optional.empty()));
    Sources sources = new Sources(List.of(new Source("here", Cidr.of("127.0.0.1"))));
    Recorder recorder =
        batch -> {
          JournalPosition position = journal.append(batch);
          System.out.println(batch.size());
          return position;
        };
    Collector collector = new Collector(config, sources, recorder, clock, telemetry);
    collector.start();
    System.in.read(); // which never comes
  }
}
