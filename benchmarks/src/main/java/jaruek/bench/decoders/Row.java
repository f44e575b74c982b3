package jaruek.bench.decoders;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A flow as one decoder tells it; what it does not tell is absent. */
final class Row {
  private final Map<Field, String> values = new EnumMap<>(Field.class);

  private boolean late;

  /** It waited for its template. */
  void setLate() {
    late = true;
  }

  boolean isLate() {
    return late;
  }

  Row put(Field field, @Nullable String value) {
    if (value != null && !value.isEmpty()) values.put(field, value);
    return this;
  }

  @Nullable String get(Field field) {
    return values.get(field);
  }

  String text(Field field) {
    return values.getOrDefault(field, "-");
  }

  long number(Field field) {
    String value = values.get(field);
    return value == null ? 0 : Long.parseLong(value);
  }

  /** What is said of these fields. */
  String key(Set<Field> fields) {
    StringBuilder key = new StringBuilder();
    for (Field field : fields) key.append(text(field)).append('|');
    return key.toString();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
