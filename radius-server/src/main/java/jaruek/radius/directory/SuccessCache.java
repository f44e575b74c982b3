package jaruek.radius.directory;

import jaruek.radius.account.Account;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whom the directory let in lately. It holds no password: an entry is found by the
 * HMAC-SHA-256 of user and password under a key that lives as long as the process. Any thread may
 * call.
 */
final class SuccessCache {
  /** The most entries; the oldest is forgotten for a new one. */
  static final int ENTRIES_MAX = 20_000;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int NO_PASSWORD = -1;

  private record Success(Account account, long atMillis) {}

  private final long keepMillis;
  private final InstantSource clock;
  private final LongAdder evicted;
  private final SecretKeySpec key;
  private final LinkedHashMap<ByteBuffer, Success> successes = new LinkedHashMap<>();

  /** Empty; entries are of use for so long. */
  SuccessCache(Duration keep, InstantSource clock, SecureRandom random, LongAdder evicted) {
    this.keepMillis = keep.toMillis();
    this.clock = clock;
    this.evicted = evicted;
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * The account if it was let in no longer ago than that.
   *
   * @param password null for one that was looked up without
   */
  Optional<Account> find(String user, byte @Nullable [] password, Duration within) {
    ByteBuffer tag = tag(user, password);
    long now = clock.millis();
    synchronized (successes) {
      Success success = successes.get(tag);
      if (success == null) return Optional.empty();
      long age = now - success.atMillis;
      // a clock set back must not make an entry live longer
      if (age < 0 || age >= keepMillis) successes.remove(tag);
      return age >= 0 && age < within.toMillis() ? Optional.of(success.account) : Optional.empty();
    }
  }

  void remember(String user, byte @Nullable [] password, Account account) {
    if (keepMillis == 0) return;
    ByteBuffer tag = tag(user, password);
    long now = clock.millis();
    synchronized (successes) {
      successes.remove(tag);
      if (successes.size() >= ENTRIES_MAX) {
        successes.pollFirstEntry();
        evicted.increment();
      }
      successes.put(tag, new Success(account, now));
    }
  }

  void forget(String user, byte @Nullable [] password) {
    ByteBuffer tag = tag(user, password);
    synchronized (successes) {
      successes.remove(tag);
    }
  }

  int size() {
    synchronized (successes) {
      return successes.size();
    }
  }

  private ByteBuffer tag(String user, byte @Nullable [] password) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    Mac mac = mac();
    // lengths first: no two pairs give the same bytes
    int length = password == null ? NO_PASSWORD : password.length;
    mac.update(ByteBuffer.allocate(8).putInt(name.length).putInt(length).flip());
    mac.update(name);
    return ByteBuffer.wrap(password == null ? mac.doFinal() : mac.doFinal(password));
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
    }
  }
}
