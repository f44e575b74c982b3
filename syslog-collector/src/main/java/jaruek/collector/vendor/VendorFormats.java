package jaruek.collector.vendor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All formats, and the choice among them. A source's forced vendor limits it to that vendor's
 * formats and those of the services that such a gateway runs (pfSense's DHCP server). Otherwise one
 * pass over the line finds the marks of all formats at once, and only those with a mark on the line
 * read it, in the order of the list; the first that knows it has it. Services come first: they ask
 * for their program's name, and what a web server or a proxy repeats of its visitors (a User-Agent
 * that looks like a firewall's line) is never shown to the others.
 */
public final class VendorFormats {
  /** Services that gateways run themselves: a source set to the gateway sends their lines, too. */
  private static final Map<String, List<String>> ON_BOARD =
      Map.of(
          "pfsense", List.of("dnsmasq", "isc-dhcpd", "kea", "squid"),
          "unifi", List.of("dnsmasq", "isc-dhcpd"),
          "iptables", List.of("dnsmasq", "isc-dhcpd", "kea", "conntrack", "coova-chilli", "squid"));

  private static final VendorFormats ALL =
      new VendorFormats(
          Stream.of(Services.FORMATS, Firewalls.FORMATS).flatMap(List::stream).toList());

  private final List<VendorFormat> formats;
  private final List<String> origins;
  private final List<Recognised> known;
  private final List<Recognised> partlyKnown;
  private final MarkIndex marks;
  private final Map<String, List<Integer>> byVendor = new LinkedHashMap<>();

  /** Every format of this version; without state, so one for all threads. */
  public static VendorFormats all() {
    return ALL;
  }

  VendorFormats(List<VendorFormat> formats) {
    this.formats = List.copyOf(formats);
    origins = formats.stream().map(f -> "syslog/" + f.vendor()).toList();
    known = answers(Recognition.KNOWN);
    partlyKnown = answers(Recognition.PARTLY);
    marks = new MarkIndex(formats.stream().map(VendorFormat::marks).toList());
    for (int i = 0; i < formats.size(); i++) {
      byVendor.computeIfAbsent(formats.get(i).vendor(), v -> new ArrayList<>()).add(i);
    }
    ON_BOARD.forEach(this::addServices);
  }

  private void addServices(String gateway, List<String> services) {
    List<Integer> own = byVendor.get(gateway);
    if (own == null) return;
    List<Integer> all = new ArrayList<>();
    for (String service : services) all.addAll(byVendor.getOrDefault(service, List.of()));
    all.addAll(own);
    byVendor.put(gateway, all);
  }

  private List<Recognised> answers(Recognition how) {
    return formats.stream().map(f -> new Recognised(how, Optional.of(f.vendor()))).toList();
  }

  /** The vendors a source can be set to. */
  public Set<String> vendors() {
    return byVendor.keySet();
  }

  /**
   * Writes the rows of a line.
   *
   * @param forced the vendor its source is set to; one that is not known counts as none
   * @return the vendor whose format knew it, or the first that knew it in part
   */
  public Recognised write(LogLine line, Optional<String> forced, VendorRows rows) {
    List<Integer> only = forced.map(byVendor::get).orElse(null);
    int partly = -1;
    if (only != null) {
      for (int format : only) {
        Recognition how = write(format, line, rows);
        if (how == Recognition.KNOWN) return known.get(format);
        if (how == Recognition.PARTLY && partly < 0) partly = format;
      }
    } else {
      long[] found = marks.find(line.text(), 0, line.to());
      for (int word = 0; word < found.length; word++) {
        for (long bits = found[word]; bits != 0; bits &= bits - 1) {
          int format = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
          Recognition how = write(format, line, rows);
          if (how == Recognition.KNOWN) return known.get(format);
          if (how == Recognition.PARTLY && partly < 0) partly = format;
        }
      }
    }
    return partly < 0 ? Recognised.NOT : partlyKnown.get(partly);
  }

  private Recognition write(int format, LogLine line, VendorRows rows) {
    rows.begin(origins.get(format));
    return formats.get(format).write(line, rows);
  }
}
