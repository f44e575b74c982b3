package jaruek.bench.jmh;

import jaruek.bench.NoRows;
import jaruek.bench.VendorLines;
import jaruek.collector.flow.FlowDatagrams;
import jaruek.collector.flow.FlowDecoder;
import jaruek.collector.syslog.SyslogDecoder;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Time and allocation of decoding one frame, rows thrown away: a NetFlow v9 datagram of {@value
 * FlowDatagrams#FLOWS_PER_DATAGRAM} records of 16 fields, messages of RFC 5424 and 3164 that no
 * vendor knows, and each vendor's lines of docs/vendors.md in turn, as that vendor's.
 *
 * <p>Arguments: what to measure, all if there are none.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderTime {
  private static final String NETFLOW = "netflow9";
  private static final String RFC5424 = "rfc5424";
  private static final String RFC3164 = "rfc3164";
  private static final long NOW_MILLIS = 1_795_402_800_000L;

  /** What is decoded. */
  @Param({})
  public String what = "";

  private FrameDecoder decoder = new FlowDecoder(new Telemetry());
  private Frame[] frames = {};
  private int next;

  /** Makes the frames. */
  @Setup
  public void setUp() throws IOException {
    switch (what) {
      case NETFLOW -> netflow();
      case RFC5424 ->
          messages(
              Optional.empty(),
              List.of(
                  "<165>1 2026-11-23T10:00:00.003+07:00 host.example.com app 8710 ID47"
                      + " [example@32473 iut=\"3\" eventSource=\"Application\"] An application"
                      + " event of the office, entry number one"));
      case RFC3164 ->
          messages(
              Optional.empty(),
              List.of(
                  "<34>Nov 23 10:00:00 mymachine app[12]: an event of this office, number one"));
      default ->
          messages(Optional.of(what), Objects.requireNonNull(VendorLines.byVendor().get(what)));
    }
  }

  private void netflow() {
    FlowDatagrams exporter = new FlowDatagrams(1, NOW_MILLIS - 100_000, FlowDatagrams.ALL_FIELDS);
    decoder.decode(frame(FrameKind.FLOW, exporter.template(NOW_MILLIS)), 0, NoRows.SINK);
    List<Frame> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      List<FlowDatagrams.Flow> flows = new ArrayList<>();
      for (int f = 0; f < FlowDatagrams.FLOWS_PER_DATAGRAM; f++) flows.add(flow(i * 100 + f));
      all.add(frame(FrameKind.FLOW, exporter.data(NOW_MILLIS, flows)));
    }
    frames = all.toArray(Frame[]::new);
  }

  private static FlowDatagrams.Flow flow(int number) {
    IpAddress there = IpAddress.ofIpv4(0x2D000000 | number * 7_919);
    return new FlowDatagrams.Flow(
        NOW_MILLIS - 1_000,
        NOW_MILLIS,
        6,
        IpAddress.ofIpv4(0x0A140000 | number),
        1_024 + number % 60_000,
        there,
        443,
        1_000 + number,
        3,
        0x1b,
        1,
        5,
        IpAddress.ofIpv4(0xCB007101),
        2_000 + number % 60_000,
        there,
        443);
  }

  private void messages(Optional<String> vendor, List<String> lines) {
    decoder = new SyslogDecoder(ZoneId.of("Asia/Bangkok"), source -> vendor);
    frames =
        lines.stream()
            .map(line -> frame(FrameKind.SYSLOG, line.getBytes(StandardCharsets.UTF_8)))
            .toArray(Frame[]::new);
  }

  private static Frame frame(FrameKind kind, byte[] bytes) {
    return new Frame(kind, NOW_MILLIS, IpAddress.of("192.0.2.1"), 514, Transport.UDP, bytes);
  }

  /** One frame. */
  @Benchmark
  public void decode() {
    if (++next >= frames.length) next = 0;
    decoder.decode(frames[next], 7, NoRows.SINK);
  }

  /** Measures. */
  public static void main(String[] args) throws RunnerException, IOException {
    List<String> names = new ArrayList<>(List.of(args));
    if (names.isEmpty()) {
      names.addAll(List.of(NETFLOW, RFC5424, RFC3164));
      names.addAll(VendorLines.byVendor().keySet());
    }
    Options options =
        new OptionsBuilder()
            .include(DecoderTime.class.getName())
            .param("what", names.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .forks(1)
            .jvmArgsAppend("-Djaruek.home=" + System.getProperty("jaruek.home", "."))
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(1))
            .verbosity(VerboseMode.SILENT)
            .build();
    System.out.println("| | ns a frame | ± | bytes allocated a frame |");
    System.out.println("|---|---|---|---|");
    for (RunResult result : new Runner(options).run()) {
      Result<?> time = result.getPrimaryResult();
      Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
      System.out.printf(
          "| %s | %.0f | %.0f | %.0f |%n",
          result.getParams().getParam("what"),
          time.getScore(),
          time.getScoreError(),
          bytes == null ? Double.NaN : bytes.getScore());
    }
  }
}
