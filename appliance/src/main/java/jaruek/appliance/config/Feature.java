package jaruek.appliance.config;

/**
 * What the contract's keys can ask for beyond what every version has. The one place that says what
 * this version has: when a feature is built, its {@code available} becomes true.
 */
public enum Feature {
  /** RADIUS over TLS, {@code radius.radsec}. */
  RADSEC(true),
  /** EAP, {@code radius.eap}. */
  EAP(true),
  /** Syslog over TLS, {@code collector.syslog-tls}. */
  SYSLOG_TLS(true),
  /** The journal on Kafka, {@code journal.kind: kafka}. */
  KAFKA(false),
  /** Queries by ClickHouse, {@code store.engine: clickhouse}. */
  CLICKHOUSE(false);

  private final boolean available;

  Feature(boolean available) {
    this.available = available;
  }

  /** Whether this version has it. */
  public boolean available() {
    return available;
  }
}
