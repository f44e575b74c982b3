package jaruek.radius.policy;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.ReplyAttribute;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.login.Asking;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.rule.Standing;
import jaruek.retention.telemetry.Telemetry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Replies by the terms of the user, over those of the group, over those of the NAS. */
public final class TermsPolicy implements ReplyPolicy {
  /** NAS whose vendor is remembered; there are hardly more clients. */
  private static final int VENDORS_MAX = 16_384;

  private static final int TUNNEL_TYPE_VLAN = 13;
  private static final int TUNNEL_MEDIUM_IEEE_802 = 6;

  private final Accounts accounts;
  private final Standing standing;
  private final TermsAttributes named;
  private final NasTerms nases;
  private final LongAdder lost;

  /** Who made each NAS, as its last login told. */
  private final Map<String, Vendor> vendors = new ConcurrentHashMap<>();

  /** Over these. */
  public TermsPolicy(
      Accounts accounts,
      Standing standing,
      TermsAttributes named,
      NasTerms nases,
      Telemetry telemetry) {
    this.accounts = accounts;
    this.standing = standing;
    this.named = named;
    this.nases = nases;
    this.lost = telemetry.counter("radius.policy.attributes-unknown");
  }

  @Override
  public List<Attribute> attributes(Account account, Asking asking) {
    String client = asking.client().name();
    NasTerms.Nas nas = nases.of(client);
    Terms terms = accounts.terms(account).over(nas.terms());
    Instant at = Instant.ofEpochMilli(asking.receivedAtMillis());
    Vendor seen = Vendor.of(asking.packet());
    remember(client, seen);
    return attributes(terms, standing.timeLeft(account, terms, at), vendor(nas, seen));
  }

  @Override
  public List<Attribute> attributes(Terms terms, String client, Packet request) {
    NasTerms.Nas nas = nases.of(client);
    Terms all = terms.over(nas.terms());
    Vendor seen = Vendor.of(request);
    return attributes(all, all.span(Setting.SESSION_TIMEOUT), vendor(nas, seen));
  }

  /**
   * What an open session would get now, for a CoA-Request: without an address, which names the
   * session there. A Session-Timeout counts from the session's start.
   *
   * @param client the RADIUS client that reports the session
   */
  public List<Attribute> changes(Account account, String client, Instant start, Instant at) {
    NasTerms.Nas nas = nases.of(client);
    Terms terms = accounts.terms(account).over(nas.terms()).without(Setting.ADDRESS);
    Duration gone = Duration.between(start, at);
    Duration before = gone.isNegative() ? Duration.ZERO : gone;
    Optional<Duration> timeout =
        Stream.concat(
                terms.span(Setting.SESSION_TIMEOUT).stream(),
                standing
                    .timeLeft(account, terms.without(Setting.SESSION_TIMEOUT), at)
                    .map(before::plus)
                    .stream())
            .min(Duration::compareTo);
    return attributes(terms, timeout, vendor(nas, vendors.getOrDefault(client, Vendor.OTHER)));
  }

  private void remember(String client, Vendor seen) {
    if (seen != Vendor.OTHER && vendors.get(client) != seen && vendors.size() < VENDORS_MAX) {
      vendors.put(client, seen);
    }
  }

  private static Vendor vendor(NasTerms.Nas nas, Vendor seen) {
    return Optional.ofNullable(nas.vendor()).orElse(seen);
  }

  private List<Attribute> attributes(Terms terms, Optional<Duration> timeLeft, Vendor vendor) {
    List<Attribute> attributes = new ArrayList<>();
    vlan(terms, attributes);
    timeLeft.ifPresent(left -> attributes.add(seconds(AttributeType.SESSION_TIMEOUT, left)));
    span(terms, Setting.IDLE_TIMEOUT, AttributeType.IDLE_TIMEOUT, attributes);
    span(terms, Setting.INTERIM_INTERVAL, AttributeType.ACCT_INTERIM_INTERVAL, attributes);
    terms.bandwidth().ifPresent(rate -> attributes.addAll(vendor.rate(rate)));
    terms.text(Setting.ROLE).ifPresent(role -> attributes.addAll(vendor.role(role)));
    text(terms, Setting.FILTER, AttributeType.FILTER_ID, attributes);
    text(terms, Setting.POOL, AttributeType.FRAMED_POOL, attributes);
    terms
        .address()
        .ifPresent(a -> attributes.add(new Attribute(AttributeType.FRAMED_IP_ADDRESS, a.bytes())));
    text(terms, Setting.CLASS, AttributeType.CLASS, attributes);
    terms.attributes().forEach(attribute -> add(attribute, attributes));
    return attributes;
  }

  /** RFC 3580 section 3.31; the tag as in RFC 2868. */
  private static void vlan(Terms terms, List<Attribute> attributes) {
    Optional<String> vlan = terms.text(Setting.VLAN);
    if (vlan.isEmpty()) return;
    int tag = terms.number(Setting.VLAN_TAG).orElse(0);
    attributes.add(
        Attribute.number(AttributeType.TUNNEL_TYPE, (long) tag << 24 | TUNNEL_TYPE_VLAN));
    attributes.add(
        Attribute.number(
            AttributeType.TUNNEL_MEDIUM_TYPE, (long) tag << 24 | TUNNEL_MEDIUM_IEEE_802));
    byte[] name = vlan.get().getBytes(StandardCharsets.UTF_8);
    byte[] value =
        tag == 0 ? name : ByteBuffer.allocate(1 + name.length).put((byte) tag).put(name).array();
    attributes.add(new Attribute(AttributeType.TUNNEL_PRIVATE_GROUP_ID, value));
  }

  /** At least a second: zero means without limit to some NAS. */
  private static Attribute seconds(int type, Duration span) {
    return Attribute.number(type, Math.clamp(span.toSeconds(), 1, Integer.MAX_VALUE));
  }

  private static void span(Terms terms, Setting setting, int type, List<Attribute> attributes) {
    terms.span(setting).ifPresent(span -> attributes.add(seconds(type, span)));
  }

  private static void text(Terms terms, Setting setting, int type, List<Attribute> attributes) {
    terms.text(setting).ifPresent(text -> attributes.add(Attribute.text(type, text)));
  }

  private void add(ReplyAttribute attribute, List<Attribute> attributes) {
    Optional<List<Attribute>> sent = named.sent(attribute);
    if (sent.isPresent()) attributes.addAll(sent.get());
    else lost.increment();
  }
}
