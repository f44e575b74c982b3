package jaruek.appliance.config;

import jaruek.radius.account.AccountException;
import jaruek.radius.account.ReplyAttribute;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.dictionary.Dictionaries;
import jaruek.radius.policy.NasTerms;
import jaruek.radius.policy.TermsAttributes;
import jaruek.radius.policy.Vendor;
import jaruek.radius.proxy.ReplyFilter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what RADIUS clients are sent: dictionaries, and each client's vendor and reply. */
final class RepliesReader {
  /** Those that make sense for all users of a NAS; the others are a user's. */
  private static final List<Setting> SETTINGS =
      List.of(
          Setting.VLAN,
          Setting.VLAN_TAG,
          Setting.BANDWIDTH,
          Setting.SESSION_TIMEOUT,
          Setting.IDLE_TIMEOUT,
          Setting.INTERIM_INTERVAL,
          Setting.FILTER,
          Setting.ROLE,
          Setting.POOL,
          Setting.CLASS);

  private final @Nullable Path folder;

  /** Hidden as keys are, and the one we hide anew besides. */
  private static final int TUNNEL_PASSWORD = 69;

  private final Dictionaries dictionaries;
  private final TermsAttributes attributes;
  private final Map<String, NasTerms.Nas> nases = new LinkedHashMap<>();

  /** Of this section; each fault of a dictionary is one of {@code dictionaries}. */
  RepliesReader(Section radius, @Nullable Path folder) {
    this.folder = folder;
    this.dictionaries = Dictionaries.with(folder);
    dictionaries
        .faults()
        .forEach(f -> radius.fault("dictionaries", FaultCode.DICTIONARY, f.toString()));
    this.attributes = new TermsAttributes(dictionaries);
  }

  /** Of one client; asks for {@code vendor} and {@code reply}. */
  void read(Section client, @Nullable String name) {
    Vendor vendor = client.has("vendor") ? vendor(client) : null;
    Section reply = client.section("reply");
    Terms terms = reply == null ? Terms.NONE : terms(reply);
    if (name != null && (vendor != null || !terms.isEmpty())) {
      nases.put(name, new NasTerms.Nas(vendor, terms));
    }
  }

  private static @Nullable Vendor vendor(Section client) {
    List<String> words = Arrays.stream(Vendor.values()).map(Vendor::word).toList();
    return Vendor.of(client.word("vendor", words)).orElse(null);
  }

  Terms terms(Section reply) {
    Terms terms = Terms.NONE;
    for (Setting setting : SETTINGS) {
      String text = reply.text(setting.word());
      if (text == null) continue;
      try {
        terms = terms.with(setting, text);
      } catch (AccountException e) {
        reply.fault(setting.word(), FaultCode.NOT_A_SETTING, String.valueOf(e.getMessage()));
      }
    }
    List<String> named = reply.texts("attributes");
    if (named != null) {
      for (String text : named) {
        try {
          terms = terms.adding(ReplyAttribute.parse(text));
          attributes.check(terms);
        } catch (AccountException e) {
          reply.fault("attributes", FaultCode.NOT_A_SETTING, String.valueOf(e.getMessage()));
        }
      }
    }
    reply.end();
    return terms;
  }

  /** The number of an attribute that may pass by its name; null if there is none, a fault. */
  ReplyFilter.@Nullable VendorType attribute(Section section, String key, String name) {
    Dictionaries.Numbers number = dictionaries.numbers(name).orElse(null);
    if (number != null && (!number.hidden() || number.type() == TUNNEL_PASSWORD)) {
      return new ReplyFilter.VendorType(number.vendor(), number.type());
    }
    section.fault(key, FaultCode.NOT_AN_ATTRIBUTE, name);
    return null;
  }

  /** What was read. */
  Configuration.Replies replies() {
    return new Configuration.Replies(folder, Map.copyOf(nases));
  }
}
