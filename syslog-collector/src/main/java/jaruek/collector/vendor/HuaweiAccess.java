package jaruek.collector.vendor;

import static jaruek.collector.vendor.FieldMap.into;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import java.util.List;
import java.util.Locale;

/**
 * Users of Huawei's access controllers and campus switches ("Log Reference", CM/5/USER_ACCESSRESULT
 * and CM/5/USER_OFFLINERESULT), wired and wireless.
 *
 * <pre>
 * %%01CM/5/USER_ACCESSRESULT(s)[7]:[WLAN_STA_INFO_AUTHENTICATION]ACMAC:…;ACNAME:AC1;APMAC:…;
 *   APNAME:hall;USER:somchai;MAC:0200-5e10-0001;IPADDRESS:10.20.0.15;TIME:…;…;RESULT:success;…
 * </pre>
 *
 * <p>A result that says success is a login, one that says fail a reject with the result as reason,
 * any other a message. A name may hold what it likes: it ends at the last hardware address, and
 * everything else is read behind that.
 */
final class HuaweiAccess implements VendorFormat {
  private static final byte[] OPENING = Ascii.bytes("%%01CM/5/USER_");
  private static final byte[] ACCESS = Ascii.bytes("ACCESSRESULT");
  private static final byte[] OFFLINE = Ascii.bytes("OFFLINERESULT");
  private static final byte[] USER = Ascii.bytes(";USER:");
  private static final byte[] MAC = Ascii.bytes(";MAC:");
  private static final byte[] APNAME = Ascii.bytes(";APNAME:");

  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("RESULT"),
          into(Identity.MAC, "MAC"),
          into(Identity.ADDRESS, "IPADDRESS"),
          into(Identity.NAS_PORT, "INTERFACE"));

  private static final int RESULT = FIELDS.index("RESULT");
  private static final int RESULT_LENGTH_MAX = 200;

  @Override
  public String vendor() {
    return "huawei";
  }

  @Override
  public List<String> marks() {
    return List.of("%%01CM/5/USER_");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int opening = line.find(OPENING, 0);
    if (opening < 0) return Recognition.NO;
    int event = opening + OPENING.length;
    boolean access = line.has(ACCESS, event);
    if (!access && !line.has(OFFLINE, event)) return Recognition.NO;
    int user = line.find(USER, event);
    int mac = user < 0 ? -1 : line.findLast(MAC, user + USER.length);
    if (mac < 0) return Recognition.PARTLY;
    Values values = read(line, mac + 1);
    String what = access ? accessEvent(line, values) : "logout";
    if (what.isEmpty()) return Recognition.KNOWN;
    RowWriter row = rows.identity(what);
    FIELDS.write(values, row, Dataset.IDENTITY);
    int key = FIELDS.index("MAC");
    if (Ascii.mac(line.text(), values.from(key), values.to(key)).isEmpty()) {
      return Recognition.PARTLY;
    }
    int name = user + USER.length;
    if (mac > name) row.set(Identity.USER_NAME, line.bytes(name, mac));
    int station = Ascii.find(line.text(), APNAME, event, user);
    if (station >= 0) {
      int from = station + APNAME.length;
      row.set(Identity.CALLED_STATION, line.bytes(from, end(line, from)));
    }
    if (what.equals("reject")) row.set(Identity.REASON, values.bytes(RESULT));
    if (what.equals("logout") && values.says(RESULT)) {
      row.set(Identity.CAUSE, values.bytes(RESULT));
    }
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static String accessEvent(LogLine line, Values values) {
    if (values.to(RESULT) - values.from(RESULT) > RESULT_LENGTH_MAX) return "";
    String result = line.string(values.from(RESULT), values.to(RESULT)).toLowerCase(Locale.ROOT);
    if (result.contains("fail")) return "reject";
    return result.contains("success") ? "login" : "";
  }

  private static int end(LogLine line, int from) {
    int end = Ascii.find(line.text(), ';', from, line.to());
    return end < 0 ? line.to() : end;
  }

  /** {@code KEY:value;KEY:value}. */
  private static Values read(LogLine line, int from) {
    Values values = FIELDS.keys().none(line, Escaping.NONE);
    int at = from;
    while (at < line.to()) {
      int end = end(line, at);
      int colon = Ascii.find(line.text(), ':', at, end);
      if (colon > at) FIELDS.keys().put(values, at, colon, colon + 1, end);
      at = end + 1;
    }
    return values;
  }
}
