package jaruek.bench;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.duckdb.DuckDbEngine;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Compares, after a clean stop, what the journal holds with what the store holds. */
final class KillCheck {
  /** Where a NetFlow v9 datagram says what its first set is; 0 is a set of templates. */
  private static final int FIRST_SET = 20;

  private static final int FLOWS = FlowDatagrams.FLOWS_PER_DATAGRAM;

  private final Path data;
  private final List<String> faults = new ArrayList<>();
  private final Map<Long, String> messages = new HashMap<>();
  private final Map<Long, String> events = new HashMap<>();
  private final Set<String> requests = new HashSet<>();
  private final Set<Long> flowFrames = new HashSet<>();
  private long journalled;
  private long recordedTwice;
  private long trafficRows;
  private int segments;

  KillCheck(Path data) {
    this.data = data;
  }

  /** Everything that is wrong. */
  List<String> faults(Collection<String> answered) throws IOException {
    readJournal();
    List<SealedSegment> sealed = new Catalog(new SegmentFolders(data)).open().segments();
    contiguous(sealed);
    Path spill = Files.createTempDirectory("jaruek-kill-");
    try (DuckDbEngine engine = new DuckDbEngine(() -> new StoreView(sealed, List.of()), spill)) {
      messages(engine);
      identity(engine, answered);
      traffic(engine);
    } finally {
      Files.deleteIfExists(spill);
    }
    return faults;
  }

  String summary() {
    return "%d frames journalled; %d messages, %d accounting events (%d recorded again after a kill), %d flows; %d segments"
        .formatted(
            journalled, messages.size(), events.size(), recordedTwice, trafficRows, segments);
  }

  private void readJournal() throws IOException {
    ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(data.resolve("journal")),
            InstantSource.system(),
            new Telemetry());
    journal.start();
    try (journal;
        JournalReader reader = journal.read(JournalPosition.START)) {
      while (reader.next()) {
        journalled++;
        take(reader.frame(), reader.position().sequence());
      }
      if (!reader.head().equals(journal.head())) faults.add("the journal's chain is broken");
    }
  }

  private void take(Frame frame, long position) throws IOException {
    switch (frame.kind()) {
      case SYSLOG -> messages.put(position, line(frame));
      case IDENTITY -> event(frame, position);
      case FLOW -> {
        if (frame.bytes()[FIRST_SET] + frame.bytes()[FIRST_SET + 1] != 0) flowFrames.add(position);
      }
      case OPERATION, CUT, IMPORT -> {}
    }
  }

  private static String line(Frame frame) {
    String text = new String(frame.bytes(), StandardCharsets.US_ASCII);
    return text.substring(text.indexOf(" - - - ") + " - - - ".length());
  }

  private void event(Frame frame, long position) throws IOException {
    IdentityEvent event = EventCodec.identity(frame.bytes());
    if (requests.add(frame.source() + " " + event.request())) {
      events.put(position, event.event() + " " + event.sessionId());
    } else {
      recordedTwice++;
    }
  }

  private void contiguous(List<SealedSegment> sealed) {
    segments = sealed.size();
    long next = 0;
    for (SealedSegment segment : sealed) {
      if (segment.manifest().from() != next) {
        faults.add(
            "segment %d begins at %d, not at %d"
                .formatted(segment.id(), segment.manifest().from(), next));
      }
      next = segment.manifest().to();
    }
  }

  private void messages(DuckDbEngine engine) {
    Map<Long, String> missing = new HashMap<>(messages);
    each(
        engine,
        Dataset.MESSAGES,
        row -> {
          String text = row.text(Messages.MESSAGE).orElse("");
          String expected = missing.remove(row.frame());
          if (expected == null) {
            faults.add(
                "the message '%s' of frame %d is there once too often"
                    .formatted(text, row.frame()));
          } else if (!expected.equals(text)) {
            faults.add("frame %d says '%s', its row '%s'".formatted(row.frame(), expected, text));
          }
          return true;
        });
    missing.forEach(
        (frame, text) -> faults.add("frame %d, '%s', has no row".formatted(frame, text)));
    Set<String> once = new HashSet<>();
    messages.forEach(
        (frame, text) -> {
          if (!once.add(text))
            faults.add("the line '%s' was journalled twice, at %d".formatted(text, frame));
        });
  }

  private void identity(DuckDbEngine engine, Collection<String> answered) {
    Map<Long, String> missing = new HashMap<>(events);
    Map<String, Integer> found = new HashMap<>();
    each(
        engine,
        Dataset.IDENTITY,
        row -> {
          String event =
              row.text(Identity.EVENT).orElse("") + " " + row.text(Identity.SESSION_ID).orElse("");
          found.merge(event, 1, Integer::sum);
          if (!event.equals(missing.remove(row.frame()))) {
            faults.add(
                "the event '%s' of frame %d is not the journal's".formatted(event, row.frame()));
          }
          return true;
        });
    missing.forEach(
        (frame, event) -> faults.add("frame %d, '%s', has no row".formatted(frame, event)));
    found.forEach(
        (event, rows) -> {
          if (rows != 1) faults.add("the event '%s' has %d rows".formatted(event, rows));
        });
    for (String event : answered) {
      if (!found.containsKey(event))
        faults.add("'%s' was answered and is not there".formatted(event));
    }
  }

  private void traffic(DuckDbEngine engine) {
    Map<Long, Integer> rowsOfFrame = new HashMap<>();
    Set<Object> sources = new HashSet<>();
    each(
        engine,
        Dataset.TRAFFIC,
        row -> {
          trafficRows++;
          rowsOfFrame.merge(row.frame(), 1, Integer::sum);
          Object source = row.address(Traffic.SOURCE_ADDRESS).orElseThrow();
          if (!sources.add(source)) faults.add("the flow of %s is there twice".formatted(source));
          return true;
        });
    for (long frame : flowFrames) {
      int rows = rowsOfFrame.getOrDefault(frame, 0);
      if (rows != FLOWS)
        faults.add("the datagram at %d gave %d rows, not %d".formatted(frame, rows, FLOWS));
    }
    if (!flowFrames.containsAll(rowsOfFrame.keySet())) faults.add("flows of frames that have none");
  }

  private static void each(DuckDbEngine engine, Dataset dataset, Predicate<Row> visitor) {
    engine.query(RowQuery.of(dataset, new Condition.All(List.of()), Long.MAX_VALUE - 1), visitor);
  }
}
