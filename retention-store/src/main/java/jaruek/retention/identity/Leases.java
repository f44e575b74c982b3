package jaruek.retention.identity;

import jaruek.retention.query.Row;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which device held an address by DHCP. */
final class Leases {
  private final List<Row> rows;
  private final Duration unstatedLease;

  Leases(Collection<Row> identityRows, Duration unstatedLease) {
    this.rows =
        identityRows.stream()
            .filter(row -> IdentityEvents.eventOf(row).equals(IdentityEvents.DHCP))
            .sorted(IdentityEvents.ORDER)
            .toList();
    this.unstatedLease = unstatedLease;
  }

  /**
   * A lease.
   *
   * @param mac who had it
   * @param basis inferred if its end is only our limit
   * @param row the latest record of it at the time
   */
  record Lease(MacAddress mac, Basis basis, Row row) {}

  /**
   * The leases of this address at some time of the span; one of each device. A lease ends when its
   * time is over, when it is given back, or when another device gets the address.
   */
  List<Lease> at(IpAddress address, long fromMillis, long toMillis) {
    List<Row> own =
        rows.stream()
            .filter(row -> row.address(Identity.ADDRESS).filter(address::equals).isPresent())
            .toList();
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      Row row = own.get(i);
      MacAddress mac = row.mac(Identity.MAC).orElse(null);
      if (mac == null || isEnd(row) || IdentityEvents.timeOf(row) > toMillis) continue;
      long next = i + 1 < own.size() ? IdentityEvents.timeOf(own.get(i + 1)) : Long.MAX_VALUE;
      long stated = row.number(Identity.SECONDS).orElse(0);
      long seconds = stated > 0 ? Math.min(stated, Integer.MAX_VALUE) : unstatedLease.toSeconds();
      if (Math.min(IdentityEvents.timeOf(row) + seconds * 1000, next) < fromMillis) continue;
      leases.removeIf(lease -> lease.mac.equals(mac));
      boolean bracketed = next != Long.MAX_VALUE || stated > 0;
      leases.add(new Lease(mac, bracketed ? Basis.OBSERVED : Basis.INFERRED, row));
    }
    return leases;
  }

  private static boolean isEnd(Row row) {
    return row.text(Identity.CAUSE).filter(IdentityEvents.DEASSIGNED::equals).isPresent();
  }
}
