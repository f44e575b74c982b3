package jaruek.retention.record;

/**
 * One column of a dataset.
 *
 * @param ordinal its place in the dataset, from 0
 * @param name snake_case, as in Parquet and SQL
 * @param type what it holds
 */
public record Column(int ordinal, String name, ColumnType type) {

  /** The name in JSON rows: camelCase. */
  public String camelName() {
    StringBuilder camel = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      camel.append(c == '_' ? Character.toUpperCase(name.charAt(++i)) : c);
    }
    return camel.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
