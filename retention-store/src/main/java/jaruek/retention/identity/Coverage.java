package jaruek.retention.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Operations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the appliance was recording, from its own operations: it writes {@code start} when it
 * starts, {@code stop} when it stops as it should, and {@code clock} each minute with the measured
 * offset, {@code {"offsetMillis": n}}. Time between two of them that follow closely is recorded;
 * time behind a stop, before a start, or with more than {@link #SILENCE} between two is not.
 */
public final class Coverage {
  /** The appliance's sign that it started. */
  public static final String START = "start";

  /** The appliance's sign that it stopped as it should. */
  public static final String STOP = "stop";

  /** The appliance's sign of life, once a minute. */
  public static final String CLOCK = "clock";

  /** Two signs of life further apart than this have a gap between them. */
  public static final Duration SILENCE = Duration.ofSeconds(90);

  /** So much before and behind the times asked for is looked at for gaps, too. */
  public static final Duration MARGIN = Duration.ofMinutes(10);

  /** The most signs of life of one question: three months of minutes. */
  static final int SIGNS_MAX = 150_000;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final QueryEngine engine;
  private final InstantSource clock;

  /** Asks this engine; the clock is ours. */
  public Coverage(QueryEngine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * A time without recording.
   *
   * @param fromMillis its first millisecond, not before the span looked at
   * @param toMillis its end, not after it
   */
  public record Gap(long fromMillis, long toMillis) {}

  /**
   * What was recorded around a time.
   *
   * @param recording whether the appliance was recording at the time itself
   * @param gaps holes in the span asked for and {@link #MARGIN} around it, by time
   * @param clockOffsetMillis our clock's measured error nearest to the time; null if none was
   *     measured in the span looked at
   */
  public record Report(boolean recording, List<Gap> gaps, @Nullable Long clockOffsetMillis) {
    /** Copies the list. */
    public Report {
      gaps = List.copyOf(gaps);
    }
  }

  /** What was recorded at this time and so much around it. */
  public Report at(long atMillis, long skewMillis) {
    long from = atMillis - skewMillis - MARGIN.toMillis();
    long to = Math.min(atMillis + skewMillis + MARGIN.toMillis(), clock.millis());
    List<Row> signs = signs(from, Math.max(to, atMillis));
    List<Gap> gaps = gaps(signs, from, to);
    boolean recording =
        atMillis <= clock.millis()
            && gaps.stream().noneMatch(g -> g.fromMillis <= atMillis && atMillis < g.toMillis);
    return new Report(recording, gaps, offset(signs, atMillis));
  }

  /** The holes between these times, by time; what is not over yet has none in the future. */
  public List<Gap> gaps(long fromMillis, long toMillis) {
    long to = Math.min(toMillis, clock.millis());
    return gaps(signs(fromMillis, to), fromMillis, to);
  }

  private List<Row> signs(long from, long to) {
    Condition where =
        Condition.all(
            new Condition.Between(
                Operations.RECEIVED_AT, from - SILENCE.toMillis(), to + SILENCE.toMillis()),
            Condition.any(
                new Condition.Equal(Operations.ACTION, START),
                new Condition.Equal(Operations.ACTION, STOP),
                new Condition.Equal(Operations.ACTION, CLOCK)));
    return engine.list(RowQuery.of(Dataset.OPERATIONS, where, SIGNS_MAX));
  }

  private List<Gap> gaps(List<Row> signs, long from, long to) {
    List<Gap> gaps = new ArrayList<>();
    long knownTo = from - SILENCE.toMillis() - 1; // nothing is known before the first sign
    boolean running = false;
    for (Row sign : signs) {
      long at = sign.receivedAtMillis();
      boolean started = action(sign).equals(START);
      if (!running || started || at - knownTo > SILENCE.toMillis()) {
        addGap(gaps, knownTo, at, from, to);
      }
      running = !action(sign).equals(STOP);
      knownTo = at;
    }
    long now = clock.millis();
    boolean stillFresh = running && now - knownTo <= SILENCE.toMillis();
    if (!stillFresh) addGap(gaps, knownTo, Long.MAX_VALUE, from, to);
    return gaps;
  }

  private static void addGap(List<Gap> gaps, long gapFrom, long gapTo, long from, long to) {
    long first = Math.max(gapFrom, from);
    long last = Math.min(gapTo, to);
    if (first < last) gaps.add(new Gap(first, last));
  }

  private static String action(Row sign) {
    return sign.text(Operations.ACTION).orElse("");
  }

  private static @Nullable Long offset(List<Row> signs, long atMillis) {
    Long nearest = null;
    long distance = Long.MAX_VALUE;
    for (Row sign : signs) {
      Long offset = action(sign).equals(CLOCK) ? offset(sign) : null;
      long away = Math.abs(sign.receivedAtMillis() - atMillis);
      if (offset == null || away >= distance) continue;
      nearest = offset;
      distance = away;
    }
    return nearest;
  }

  private static @Nullable Long offset(Row sign) {
    try {
      JsonNode offset =
          JSON.readTree(sign.text(Operations.DETAIL).orElse("{}")).path("offsetMillis");
      return offset.isNumber() ? offset.asLong() : null;
    } catch (JsonProcessingException e) {
      return null; // a sign of life without a measurement
    }
  }
}
