package jaruek.collector.flow;

/**
 * Takes out of an options record what flows depend on: the sampling interval, for all or for one
 * sampler, interface, template or line card, and the time the exporter started. Other options data
 * is skipped.
 *
 * <p>Samplers: Cisco's (elements 48-50), the older 34 and 35, and PSAMP's selectors (RFC 5477:
 * count or time based 305-308, n out of N 309 and 310, probability 311). Selectors that filter
 * instead (hash, property match) say none of these, and their flows are not called sampled.
 */
final class OptionsReader implements FieldVisitor {
  private static final long ABSENT = -1;

  /** Scope types of RFC 3954 section 6.1; system (1) and cache (4) mean all flows. */
  private static final int SCOPE_INTERFACE = 2;

  private static final int SCOPE_LINE_CARD = 3;
  private static final int SCOPE_TEMPLATE = 5;

  private long interval;
  private long packetInterval;
  private long packetSpace;
  private long timeInterval;
  private long timeSpace;
  private long size;
  private long population;
  private long selector;
  private long scope;
  private long systemInit;

  /**
   * Reads one record.
   *
   * @return whether a sampler had to make room for a new one
   */
  boolean read(Datagram datagram, Template template, byte[] bytes, int from) {
    interval = ABSENT;
    packetInterval = ABSENT;
    packetSpace = 0;
    timeInterval = ABSENT;
    timeSpace = 0;
    size = ABSENT;
    population = ABSENT;
    selector = Sampling.NO_SELECTOR;
    scope = Sampling.NO_SELECTOR;
    systemInit = ABSENT;
    template.fields(bytes, from, this);
    Domain domain = datagram.domain();
    if (systemInit > 0) domain.systemInitMillis(systemInit);
    long said = intervalSaid();
    if (said < 0 || said > Integer.MAX_VALUE) return false;
    datagram.exporter().samplingChanged();
    long key = selector == Sampling.NO_SELECTOR ? scope : selector;
    boolean full = domain.sampling().put(key, (int) said);
    // a sampler that belongs to an interface: flows that name no sampler came through that
    if (key != scope && scope != Sampling.NO_SELECTOR) {
      full |= domain.sampling().put(scope, (int) said);
    }
    return full;
  }

  private long intervalSaid() {
    if (interval >= 0) return interval;
    if (packetInterval >= 0) return SamplingField.interval(packetInterval, packetSpace);
    if (size > 0 && population >= size) return population / size;
    if (timeInterval > 0) return SamplingField.interval(timeInterval, timeSpace);
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
    if (length < 1 || length > 8) return;
    long value = Wire.unsigned(bytes, from, length);
    if (enterprise == Template.SCOPE) scope(element, value);
    if (enterprise != 0) return;
    switch (element) {
      case 34, 50 -> interval = Math.max(interval, value);
      case 305 -> packetInterval = value;
      case 306 -> packetSpace = value;
      case 307 -> timeInterval = value;
      case 308 -> timeSpace = value;
      case 309 -> size = value;
      case 310 -> population = value;
      case 48, 302 -> selector = Sampling.selector(value);
      case 311 -> probability(length, value);
      case 10 -> scope(SCOPE_INTERFACE, value);
      case 141 -> scope(SCOPE_LINE_CARD, value);
      case 145 -> scope(SCOPE_TEMPLATE, value);
      case 160 -> systemInit = value;
      default -> {}
    }
  }

  private void scope(int type, long value) {
    switch (type) {
      case SCOPE_INTERFACE -> scope = Sampling.ofInterface(value);
      case SCOPE_LINE_CARD -> scope = Sampling.ofLineCard(value);
      case SCOPE_TEMPLATE -> scope = Sampling.ofTemplate(value);
      default -> {}
    }
  }
}
