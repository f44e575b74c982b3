package jaruek.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A NAS with many sessions that sends accounting as fast as it is answered, a fixed number in
 * flight, and says how many events a second were answered and how long the answers took. A session
 * starts, sends interim updates with growing counters, stops, and starts anew under another id. It
 * speaks to FreeRADIUS and to Jaruek alike.
 *
 * <p>Arguments: port, secret, sessions, seconds, in flight (at most 256 a socket).
 */
public final class AccountingLoad implements RadiusLanes.Load {
  private static final int EVENTS_OF_A_SESSION = 8;

  /** Answers of a run whose times are kept. */
  private static final int TIMES_MAX = 4_000_000;

  private final MessageDigest md5 = MessageDigest.getInstance("MD5");
  private final byte[] secret;
  private final int sessions;
  private final ByteBuffer out = ByteBuffer.allocate(512);
  private final int[] micros = new int[TIMES_MAX];
  private final String prefix = Long.toHexString(System.nanoTime() & 0xff_ffff) + "-";
  private final String[] stations;
  private int answered;
  private long next;

  private AccountingLoad(byte[] secret, int sessions) throws GeneralSecurityException {
    this.secret = secret;
    this.sessions = sessions;
    this.stations = new String[sessions];
    for (int i = 0; i < sessions; i++) {
      stations[i] = "02-00-00-%02X-%02X-%02X".formatted(i >> 16, i >> 8 & 0xff, i & 0xff);
    }
  }

  /** Runs the load. */
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    AccountingLoad load =
        new AccountingLoad(args[1].getBytes(StandardCharsets.UTF_8), Integer.parseInt(args[2]));
    load.run(Integer.parseInt(args[0]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
  }

  private void run(int port, int seconds, int inFlight) throws IOException {
    RadiusLanes lanes = new RadiusLanes(this);
    double took = lanes.run(port, seconds, inFlight);
    Arrays.sort(micros, 0, Math.min(answered, TIMES_MAX));
    System.out.printf(
        "rate=%.0f answered=%d lost=%d p50_us=%d p99_us=%d%n",
        answered / took, answered, lanes.lost(), quantile(0.5), quantile(0.99));
  }

  private int quantile(double part) {
    int kept = Math.min(answered, TIMES_MAX);
    return kept == 0 ? 0 : micros[(int) Math.min(kept - 1, part * kept)];
  }

  @Override
  public boolean answered(int code, long nanos) {
    if (code != 5) return false;
    if (answered < TIMES_MAX) micros[answered] = (int) (nanos / 1_000);
    answered++;
    return true;
  }

  @Override
  public byte[] packet(int id) {
    int session = (int) (next % sessions);
    long round = next / sessions;
    int step = (int) (round % EVENTS_OF_A_SESSION);
    int status = step == 0 ? 1 : step == EVENTS_OF_A_SESSION - 1 ? 2 : 3;
    next++;
    out.clear();
    out.put((byte) 4).put((byte) id).putShort((short) 0).put(new byte[16]);
    number(40, status);
    text(44, prefix + session + "-" + round / EVENTS_OF_A_SESSION);
    text(1, "u" + session);
    number(4, 0x7f00_0001);
    number(5, session);
    number(8, 0x0a00_0000 + session);
    text(31, stations[session]);
    text(30, "00-11-22-33-44-55:office");
    number(55, (int) (System.currentTimeMillis() / 1000));
    number(41, 0);
    if (status != 1) {
      number(46, step * 600);
      number(42, step * 100_000 + session);
      number(43, step * 3_000_000 + session);
      number(52, 0);
      number(53, step);
    }
    if (status == 2) number(49, 1);
    out.putShort(2, (short) out.position());
    byte[] packet = Arrays.copyOf(out.array(), out.position());
    md5.update(packet);
    System.arraycopy(md5.digest(secret), 0, packet, 4, 16);
    return packet;
  }

  private void number(int type, int value) {
    out.put((byte) type).put((byte) 6).putInt(value);
  }

  private void text(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    out.put((byte) type).put((byte) (2 + bytes.length)).put(bytes);
  }
}
