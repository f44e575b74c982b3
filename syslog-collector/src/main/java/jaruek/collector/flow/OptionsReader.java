package jaruek.collector.flow;

/**
 * Takes out of an options record what flows depend on: the sampling interval, for all or for one
 * sampler, and the time the exporter started. Other options data is skipped.
 */
final class OptionsReader implements FieldVisitor {
  private static final long ABSENT = -1;

  private long interval;
  private long packetInterval;
  private long space;
  private long size;
  private long population;
  private long selector;
  private long systemInit;

  /**
   * Reads one record.
   *
   * @return whether a sampler had to make room for a new one
   */
  boolean read(Domain domain, Template template, byte[] bytes, int from) {
    interval = ABSENT;
    packetInterval = ABSENT;
    space = 0;
    size = ABSENT;
    population = ABSENT;
    selector = Sampling.NO_SELECTOR;
    systemInit = ABSENT;
    template.fields(bytes, from, this);
    if (systemInit > 0) domain.systemInitMillis(systemInit);
    long said = intervalSaid();
    return said >= 0 && said <= Integer.MAX_VALUE && domain.sampling().put(selector, (int) said);
  }

  private long intervalSaid() {
    if (interval >= 0) return interval;
    if (packetInterval >= 0) return SamplingField.interval(packetInterval, space);
    if (size > 0 && population >= size) return population / size;
    return ABSENT;
  }

  /** A float of 4 or 8 bytes: one in so many, as near as a whole number can say. */
  private void probability(int length, long bits) {
    double value =
        switch (length) {
          case 4 -> Float.intBitsToFloat((int) bits);
          case 8 -> Double.longBitsToDouble(bits);
          default -> 0;
        };
    if (value > 0 && value <= 1) {
      size = 1;
      population = Math.round(1 / value);
    }
  }

  @Override
  public void field(int enterprise, int element, byte[] bytes, int from, int length) {
    if (enterprise != 0 || length < 1 || length > 8) return;
    long value = Wire.unsigned(bytes, from, length);
    switch (element) {
      case 34, 50 -> interval = Math.max(interval, value);
      case 305 -> packetInterval = value;
      case 306 -> space = value;
      case 309 -> size = value;
      case 310 -> population = value;
      case 48, 302 -> selector = value < 0 ? Sampling.NO_SELECTOR : value;
      case 311 -> probability(length, value);
      case 160 -> systemInit = value;
      default -> {}
    }
  }
}
