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
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Replies by the terms of the user, over those of the group, over those of the NAS. */
public final class TermsPolicy implements ReplyPolicy {
  private static final int TUNNEL_TYPE_VLAN = 13;
  private static final int TUNNEL_MEDIUM_IEEE_802 = 6;

  private final Accounts accounts;
  private final Standing standing;
  private final TermsAttributes named;
  private final NasTerms nases;
  private final LongAdder lost;

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
    NasTerms.Nas nas = nases.of(asking.client().name());
    Terms terms = accounts.terms(account).over(nas.terms());
    Instant at = Instant.ofEpochMilli(asking.receivedAtMillis());
    return attributes(terms, standing.timeLeft(account, terms, at), vendor(nas, asking.packet()));
  }

  @Override
  public List<Attribute> attributes(Terms terms, String client, Packet request) {
    NasTerms.Nas nas = nases.of(client);
    Terms all = terms.over(nas.terms());
    return attributes(all, all.span(Setting.SESSION_TIMEOUT), vendor(nas, request));
  }

  private static Vendor vendor(NasTerms.Nas nas, Packet request) {
    return Optional.ofNullable(nas.vendor()).orElseGet(() -> Vendor.of(request));
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
