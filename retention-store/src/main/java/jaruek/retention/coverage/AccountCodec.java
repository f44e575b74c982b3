package jaruek.retention.coverage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * An account as JSON and back. Reading goes token by token: three months of accounts are read for
 * one question. Unknown fields are passed over, so that a later version may add some; anything else
 * that is not as it should be makes the whole no account.
 */
final class AccountCodec {
  /** Longer details are none of ours: 512 sources with all terms stay below it. */
  static final int DETAIL_LENGTH_MAX = 1 << 21;

  private static final int DEPTH_MAX = 8;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(4_096)
                  .maxNumberLength(20)
                  .build())
          // names of sources are hostile, so none of them is kept for good
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private AccountCodec() {}

  static String write(MinuteAccount account) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("from", account.fromMillis());
      json.writeNumberField("to", account.toMillis());
      number(json, "step", account.stepMillis());
      if (account.replayed()) json.writeBooleanField("replayed", true);
      for (SourceName.Kind kind : SourceName.Kind.values()) sources(json, account, kind);
      number(json, "others", account.others());
      if (!account.other().isNothing()) {
        json.writeFieldName("other");
        count(json, account.other());
      }
      numbers(json, "drops", account.drops());
      number(json, "refused", account.refused());
      if (account.decodedTo() >= 0) json.writeNumberField("decodedTo", account.decodedTo());
      waiting(json, account);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be written", e);
    }
    return text.toString();
  }

  private static void sources(JsonGenerator json, MinuteAccount account, SourceName.Kind kind)
      throws IOException {
    boolean open = false;
    for (Map.Entry<SourceName, SourceCount> source : account.sources().entrySet()) {
      if (source.getKey().kind() != kind) continue;
      if (!open) json.writeObjectFieldStart(kind.word());
      open = true;
      json.writeFieldName(source.getKey().name());
      count(json, source.getValue());
    }
    if (open) json.writeEndObject();
  }

  private static void waiting(JsonGenerator json, MinuteAccount account) throws IOException {
    if (account.waiting().isEmpty()) return;
    json.writeObjectFieldStart("waiting");
    for (SourceName.Kind kind : SourceName.Kind.values()) {
      TreeMap<String, Long> of = new TreeMap<>();
      account
          .waiting()
          .forEach(
              (source, count) -> {
                if (source.kind() == kind) of.put(source.name(), count);
              });
      numbers(json, kind.word(), of);
    }
    json.writeEndObject();
  }

  private static void count(JsonGenerator json, SourceCount count) throws IOException {
    json.writeStartObject();
    number(json, "received", count.received());
    number(json, "bytes", count.bytes());
    number(json, "gap", count.gap());
    number(json, "late", count.late());
    number(json, "restarts", count.restarts());
    numbers(json, "rejected", count.rejected());
    for (Map.Entry<SourceTerm, Long> term : count.terms().entrySet()) {
      json.writeNumberField(term.getKey().word(), term.getValue());
    }
    if (!count.domains().isEmpty()) {
      json.writeObjectFieldStart("domains");
      for (Map.Entry<String, SortedMap<String, Long>> domain : count.domains().entrySet()) {
        numbers(json, domain.getKey(), domain.getValue());
      }
      json.writeEndObject();
    }
    ExporterClock clock = count.clock();
    if (clock != null) {
      json.writeObjectFieldStart("clock");
      json.writeNumberField("offset", clock.offsetMillis());
      if (clock.leastMillis() != clock.mostMillis()) {
        json.writeNumberField("least", clock.leastMillis());
        json.writeNumberField("most", clock.mostMillis());
      }
      number(json, "drift", clock.driftPpm());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, long value) throws IOException {
    if (value != 0) json.writeNumberField(name, value);
  }

  private static void numbers(JsonGenerator json, String name, SortedMap<String, Long> values)
      throws IOException {
    if (values.isEmpty()) return;
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> value : values.entrySet()) {
      json.writeNumberField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }

  static Optional<MinuteAccount> read(String detail) {
    if (detail.length() > DETAIL_LENGTH_MAX) return Optional.empty();
    try (JsonParser json = JSON.createParser(detail)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      MinuteAccount account = account(json);
      require(json.nextToken() == null);
      return Optional.of(account);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static MinuteAccount account(JsonParser json) throws IOException {
    long from = Long.MIN_VALUE;
    long to = Long.MIN_VALUE;
    long step = 0;
    boolean replayed = false;
    long others = 0;
    long refused = 0;
    long decodedTo = -1;
    TreeMap<SourceName, Long> waiting = new TreeMap<>();
    SourceCount other = SourceCount.NONE;
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
    TreeMap<String, Long> drops = new TreeMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "from" -> from = natural(json);
        case "to" -> to = natural(json);
        case "step" -> step = whole(json);
        case "replayed" -> replayed = json.getBooleanValue();
        case "log" -> sources(json, SourceName.Kind.LOG, sources);
        case "radius" -> sources(json, SourceName.Kind.RADIUS, sources);
        case "others" -> others = natural(json);
        case "other" -> other = count(json);
        case "drops" -> numbers(json, MinuteAccount.LISTENERS_MAX, drops::put);
        case "refused" -> refused = natural(json);
        case "decodedTo" -> decodedTo = natural(json);
        case "waiting" -> waiting(json, waiting);
        default -> json.skipChildren();
      }
    }
    require(from >= 0 && to >= from && others <= Integer.MAX_VALUE);
    return new MinuteAccount(
        from, to, step, replayed, sources, (int) others, other, drops, refused, decodedTo, waiting);
  }

  private static void sources(
      JsonParser json, SourceName.Kind kind, Map<SourceName, SourceCount> into) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      SourceName source = new SourceName(kind, json.currentName());
      json.nextToken();
      into.merge(source, count(json), SourceCount::plus);
      require(into.size() <= MinuteAccount.SOURCES_MAX);
    }
  }

  private static void waiting(JsonParser json, Map<SourceName, Long> into) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String word = json.currentName();
      json.nextToken();
      SourceName.Kind kind =
          word.equals(SourceName.Kind.LOG.word())
              ? SourceName.Kind.LOG
              : word.equals(SourceName.Kind.RADIUS.word()) ? SourceName.Kind.RADIUS : null;
      if (kind == null) {
        json.skipChildren();
        continue;
      }
      require(json.currentToken() == JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        SourceName source = new SourceName(kind, json.currentName());
        json.nextToken();
        into.put(source, whole(json));
        require(into.size() <= MinuteAccount.SOURCES_MAX);
      }
    }
  }

  private static SortedMap<String, SortedMap<String, Long>> domains(JsonParser json)
      throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT);
    TreeMap<String, SortedMap<String, Long>> domains = new TreeMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      require(domains.size() <= 2 * SourceCount.DOMAINS_MAX);
      TreeMap<String, Long> of = new TreeMap<>();
      numbers(json, SourceCount.DOMAIN_TERMS_MAX, of::put);
      domains.put(name, of);
    }
    return domains;
  }

  private static ExporterClock clock(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT);
    long offset = 0;
    Long least = null;
    Long most = null;
    long drift = 0;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "offset" -> offset = whole(json);
        case "least" -> least = whole(json);
        case "most" -> most = whole(json);
        case "drift" -> drift = whole(json);
        default -> json.skipChildren();
      }
    }
    return new ExporterClock(
        offset, least == null ? offset : least, most == null ? offset : most, drift);
  }

  private static SourceCount count(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT);
    long received = 0;
    long bytes = 0;
    long gap = 0;
    long late = 0;
    long restarts = 0;
    TreeMap<String, Long> rejected = new TreeMap<>();
    EnumMap<SourceTerm, Long> terms = new EnumMap<>(SourceTerm.class);
    SortedMap<String, SortedMap<String, Long>> domains = new TreeMap<>();
    ExporterClock clock = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "received" -> received = natural(json);
        case "bytes" -> bytes = natural(json);
        case "gap" -> gap = natural(json);
        case "late" -> late = natural(json);
        case "restarts" -> restarts = natural(json);
        case "rejected" -> numbers(json, SourceCount.REASONS_MAX + 1, rejected::put);
        case "domains" -> domains = domains(json);
        case "clock" -> clock = clock(json);
        default -> {
          SourceTerm term = SourceTerm.of(name);
          if (term == null) json.skipChildren();
          else terms.put(term, natural(json));
        }
      }
    }
    // accounts had these among the rejections once
    move(rejected, "rate-limit", terms, SourceTerm.DROPPED);
    move(rejected, "journal", terms, SourceTerm.LOST);
    return new SourceCount(received, bytes, gap, late, restarts, rejected, terms, domains, clock);
  }

  private static void move(
      Map<String, Long> rejected, String reason, Map<SourceTerm, Long> terms, SourceTerm term) {
    Long value = rejected.remove(reason);
    if (value != null) terms.merge(term, value, Long::sum);
  }

  private static void numbers(JsonParser json, int sizeMax, BiConsumer<String, Long> into)
      throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT);
    int size = 0;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      require(++size <= sizeMax);
      into.accept(name, natural(json));
    }
  }

  /** So large that sums of three months of them do not overflow. */
  private static long natural(JsonParser json) throws IOException {
    long value = whole(json);
    require(value >= 0);
    return value;
  }

  private static long whole(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_NUMBER_INT);
    long value = json.getLongValue();
    require(Math.abs(value) <= 1L << 45);
    return value;
  }

  private static void require(boolean holds) {
    if (!holds) throw new IllegalArgumentException("not an account");
  }
}
