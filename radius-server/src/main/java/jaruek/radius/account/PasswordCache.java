package jaruek.radius.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which passwords were verified lately, so that the next login need not pay for Argon2id
 * again (decision 5). It holds no password: an entry is the HMAC-SHA-256 of user, password and
 * stored hash under a key that lives as long as the process. Successes only. Any thread may call.
 */
final class PasswordCache {
  private static final int KEY_BYTES = 32;

  private final int entriesMax;
  private final long timeMillis;
  private final InstantSource clock;
  private final LongAdder evicted;
  private final Mac prototype;
  private final LinkedHashMap<ByteBuffer, Long> verifiedAtMillis = new LinkedHashMap<>();

  PasswordCache(
      int entriesMax, Duration time, InstantSource clock, SecureRandom random, LongAdder evicted) {
    this.entriesMax = entriesMax;
    this.timeMillis = time.toMillis();
    this.clock = clock;
    this.evicted = evicted;
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    try {
      prototype = Mac.getInstance("HmacSHA256");
      prototype.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
    }
  }

  boolean knows(String userName, byte[] password, String storedHash) {
    ByteBuffer tag = tag(userName, password, storedHash);
    long now = clock.millis();
    synchronized (verifiedAtMillis) {
      Long at = verifiedAtMillis.get(tag);
      if (at == null) return false;
      // a clock set back must not make an entry live longer
      if (now >= at && now - at < timeMillis) return true;
      verifiedAtMillis.remove(tag);
      return false;
    }
  }

  void remember(String userName, byte[] password, String storedHash) {
    if (entriesMax == 0) return;
    ByteBuffer tag = tag(userName, password, storedHash);
    long now = clock.millis();
    synchronized (verifiedAtMillis) {
      verifiedAtMillis.remove(tag);
      if (verifiedAtMillis.size() >= entriesMax) {
        verifiedAtMillis.pollFirstEntry();
        evicted.increment();
      }
      verifiedAtMillis.put(tag, now);
    }
  }

  int size() {
    synchronized (verifiedAtMillis) {
      return verifiedAtMillis.size();
    }
  }

  private ByteBuffer tag(String userName, byte[] password, String storedHash) {
    byte[] user = userName.getBytes(StandardCharsets.UTF_8);
    Mac mac = mac();
    // lengths first: no two triples give the same bytes
    mac.update(ByteBuffer.allocate(8).putInt(user.length).putInt(password.length).flip());
    mac.update(user);
    mac.update(password);
    return ByteBuffer.wrap(mac.doFinal(storedHash.getBytes(StandardCharsets.US_ASCII)));
  }

  private Mac mac() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HMAC-SHA-256 of this Java cannot be copied", e);
    }
  }
}
