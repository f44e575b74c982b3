package jaruek.collector.receive;

import jaruek.retention.record.Cidr;

/**
 * A device whose logs are kept.
 *
 * @param name as the configuration calls it; it labels the counters
 * @param address its address, or the range of its addresses
 */
public record Source(String name, Cidr address) {}
