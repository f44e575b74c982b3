package jaruek.radius.session;

import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One session in the table, which guards it. */
final class LiveSession {
  /** A NAS that stamps its events counts whole seconds. */
  private static final long SAME_MILLIS_MAX = 1_000;

  /** A counter that the last event did not have; those of a NAS are not negative. */
  private static final long NOT_TOLD = -1;

  final SessionKey key;
  final long startMillis;
  final @Nullable String sessionId;
  @Nullable String client;
  @Nullable IpAddress source;
  boolean proxied;
  @Nullable String userName;
  @Nullable IpAddress address;
  @Nullable IpAddress addressV6;
  @Nullable MacAddress mac;
  @Nullable String nasPort;
  Identification identification = Identification.NONE;
  long lastSeenMillis;
  boolean interims;
  long seconds;
  long inputBytes;
  long outputBytes;
  @Nullable Ended ended;
  private @Nullable OpenSession shown;
  private @Nullable Kind lastKind;
  private long lastAtMillis;
  private long lastSeconds = NOT_TOLD;
  private long lastInput = NOT_TOLD;
  private long lastOutput = NOT_TOLD;
  private @Nullable IpAddress lastAddress;
  private @Nullable IpAddress lastAddressV6;

  /** How a session ended. */
  enum By {
    /** Its Stop. */
    STOP,
    /** Its NAS's Accounting-On or -Off. */
    REBOOT,
    /** Our conclusion, which a later event may prove wrong. */
    INFERENCE
  }

  /** Its end. */
  record Ended(long atMillis, By by, String cause) {}

  LiveSession(SessionKey key, AccountingEvent first, long startMillis) {
    this.key = key;
    this.sessionId = first.sessionId();
    this.startMillis = startMillis;
  }

  private LiveSession(SessionKey key, @Nullable String sessionId, long startMillis) {
    this.key = key;
    this.sessionId = sessionId;
    this.startMillis = startMillis;
  }

  void write(ImageWriter out) {
    out.text(key.nas());
    out.text(key.id());
    out.text(sessionId);
    out.number(startMillis);
    out.text(client);
    out.address(source);
    out.flag(proxied);
    out.text(userName);
    out.address(address);
    out.address(addressV6);
    out.mac(mac);
    out.text(nasPort);
    identification.write(out);
    out.number(lastSeenMillis);
    out.flag(interims);
    out.number(seconds);
    out.number(inputBytes);
    out.number(outputBytes);
    writeLast(out);
    Ended end = ended;
    out.text(end == null ? null : end.cause);
    if (end == null) return;
    out.number(end.atMillis);
    out.text(end.by.name());
  }

  private void writeLast(ImageWriter out) {
    out.text(lastKind == null ? null : lastKind.word());
    out.number(lastAtMillis);
    out.boxed(boxed(lastSeconds));
    out.boxed(boxed(lastInput));
    out.boxed(boxed(lastOutput));
    out.address(lastAddress);
    out.address(lastAddressV6);
  }

  static LiveSession read(ImageReader in) {
    SessionKey key = new SessionKey(in.name(), in.name());
    LiveSession session = new LiveSession(key, in.text(), in.number());
    session.client = in.text();
    session.source = in.address();
    session.proxied = in.flag();
    session.userName = in.text();
    session.address = in.address();
    session.addressV6 = in.address();
    session.mac = in.mac();
    session.nasPort = in.text();
    session.identification = Identification.read(in);
    session.lastSeenMillis = in.number();
    session.interims = in.flag();
    session.seconds = in.number();
    session.inputBytes = in.number();
    session.outputBytes = in.number();
    session.readLast(in);
    String cause = in.text();
    if (cause != null) session.ended = new Ended(in.number(), By.valueOf(in.name()), cause);
    return session;
  }

  private void readLast(ImageReader in) {
    String word = in.text();
    lastKind = word == null ? null : Kind.of(word);
    lastAtMillis = in.number();
    lastSeconds = number(in.boxed());
    lastInput = number(in.boxed());
    lastOutput = number(in.boxed());
    lastAddress = in.address();
    lastAddressV6 = in.address();
  }

  /** Whether this is the event heard last, sent again with another identifier or delay. */
  boolean repeats(AccountingEvent event) {
    return lastKind == event.kind()
        && Math.abs(lastAtMillis - event.atMillis()) <= SAME_MILLIS_MAX
        && lastSeconds == number(event.seconds())
        && lastInput == number(event.inputBytes())
        && lastOutput == number(event.outputBytes())
        && Objects.equals(lastAddress, event.address())
        && Objects.equals(lastAddressV6, event.addressV6());
  }

  /** Takes over what is newer or was not known. */
  void learn(AccountingEvent event) {
    shown = null;
    boolean newest = event.atMillis() >= lastAtMillis;
    lastSeenMillis = Math.max(lastSeenMillis, event.receivedAtMillis());
    if (event.kind() == Kind.INTERIM) interims = true;
    if (userName == null) userName = event.userName();
    if (mac == null) mac = event.mac();
    if (nasPort == null) nasPort = event.nasPort();
    if (event.address() != null && (newest || address == null)) {
      address = kept(address, event.address());
    }
    if (event.addressV6() != null && (newest || addressV6 == null)) {
      addressV6 = kept(addressV6, event.addressV6());
    }
    if (event.client() != null) {
      client = kept(client, event.client());
      source = kept(source, event.source());
      proxied = event.proxied();
      if (!identification.isSameAs(event.identification())) identification = event.identification();
    }
    if (newest) remember(event);
  }

  private void remember(AccountingEvent event) {
    lastKind = event.kind();
    lastAtMillis = event.atMillis();
    lastSeconds = number(event.seconds());
    lastInput = number(event.inputBytes());
    lastOutput = number(event.outputBytes());
    lastAddress = kept(lastAddress, event.address());
    lastAddressV6 = kept(lastAddressV6, event.addressV6());
  }

  private static long number(@Nullable Long value) {
    return value == null ? NOT_TOLD : value;
  }

  private static @Nullable Long boxed(long number) {
    return number == NOT_TOLD ? null : number;
  }

  /** The equal one that is held already: events of many sessions must not each leave one behind. */
  private static <T> @Nullable T kept(@Nullable T held, @Nullable T given) {
    return Objects.equals(held, given) ? held : given;
  }

  /** Takes the counters where they are higher than before; what came to it, in bytes. */
  long addBytes(AccountingEvent event) {
    shown = null;
    long before = inputBytes + outputBytes;
    inputBytes = higher(inputBytes, event.inputBytes());
    outputBytes = higher(outputBytes, event.outputBytes());
    return inputBytes + outputBytes - before;
  }

  /** The same of the session's time; where the NAS does not tell it, the events' times do. */
  long addSeconds(AccountingEvent event) {
    shown = null;
    long before = seconds;
    Long told = event.seconds();
    long since = (event.atMillis() - startMillis) / 1000;
    long now = told != null ? told : event.kind() == Kind.START ? 0 : since;
    seconds = Math.max(before, Math.clamp(now, 0, AccountingEvent.SECONDS_MAX));
    return seconds - before;
  }

  // counters of 2^63 do not come from a NAS, and must not run over
  private static long higher(long known, @Nullable Long told) {
    return told == null ? known : Math.max(known, Math.clamp(told, 0, 1L << 60));
  }

  /** As it is known now: the same until the next event, for the table is looked through often. */
  OpenSession toOpen() {
    OpenSession known = shown;
    if (known != null) return known;
    OpenSession made = copy();
    shown = made;
    return made;
  }

  private OpenSession copy() {
    return new OpenSession(
        userName,
        key.nas(),
        sessionId,
        client,
        source,
        address,
        addressV6,
        mac,
        nasPort,
        startMillis,
        lastSeenMillis,
        seconds,
        inputBytes,
        outputBytes,
        identification);
  }
}
