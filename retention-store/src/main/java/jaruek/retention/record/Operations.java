package jaruek.retention.record;

import java.util.List;

/** The columns of <b>operations</b>: one row per thing the appliance or its users did. */
public final class Operations {
  /** Our clock when it happened. */
  public static final Column RECEIVED_AT = new Column(0, "received_at", ColumnType.TIMESTAMP);

  /** User:NAME of the Unix user, or system. */
  public static final Column ACTOR = new Column(1, "actor", ColumnType.TEXT);

  /** The command or event. */
  public static final Column ACTION = new Column(2, "action", ColumnType.TEXT);

  /** The case it was done under. */
  public static final Column CASE = new Column(3, "case", ColumnType.TEXT);

  /** Its arguments as JSON, without secrets. */
  public static final Column DETAIL = new Column(4, "detail", ColumnType.TEXT);

  /** Done, refused, failed, and why. */
  public static final Column RESULT = new Column(5, "result", ColumnType.TEXT);

  /** SHA-256 of what was answered, lower-case hex. */
  public static final Column DIGEST = new Column(6, "digest", ColumnType.TEXT);

  /** Journal position it was decoded from. */
  public static final Column FRAME = new Column(7, "frame", ColumnType.LONG);

  static final List<Column> ALL =
      List.of(RECEIVED_AT, ACTOR, ACTION, CASE, DETAIL, RESULT, DIGEST, FRAME);

  private Operations() {}
}
