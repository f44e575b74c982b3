package jaruek.retention.witness;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a time-stamp authority over HTTP (RFC 3161 section 3.4), and keeps what it stamps. */
final class TimeStampClient {
  private static final Logger LOG = LoggerFactory.getLogger(TimeStampClient.class);
  private static final int NONCE_BITS = 64;
  private static final Duration APART = Duration.ofMinutes(1);

  private final StoreLog log;
  private final Witnesses witnesses;
  private final HttpPost http;
  private final URI url;
  private final Path ca;
  private final RandomGenerator random;
  private final InstantSource clock;

  TimeStampClient(
      StoreLog log,
      Witnesses witnesses,
      HttpPost http,
      URI url,
      Path ca,
      RandomGenerator random,
      InstantSource clock) {
    this.log = log;
    this.witnesses = witnesses;
    this.http = http;
    this.url = url;
    this.ca = ca;
    this.random = random;
    this.clock = clock;
  }

  Witnesses.Kept ask() {
    SignedNote note =
        log.checkpointNote()
            .orElseThrow(() -> new WitnessException("invalid", "the log has no checkpoint yet"));
    byte[] bytes = note.bytes();
    byte[] random64 = new byte[NONCE_BITS / 8];
    random.nextBytes(random64);
    BigInteger nonce = new BigInteger(1, random64);
    HttpPost.Answer answer =
        http.post(url, "application/timestamp-query", TimeStampToken.request(bytes, nonce));
    if (answer.status() != 200) {
      throw new WitnessException("refused", url + " answered " + answer.status());
    }
    TimeStampToken token = TimeStampToken.parse(answer.body());
    token.verifyAnswer(bytes, nonce, TimeStampToken.authorities(ca));
    Duration apart = Duration.between(token.time(), clock.instant()).abs();
    if (apart.compareTo(APART) > 0) {
      LOG.warn("our clock and that of {} are {} s apart", url, apart.toSeconds());
    }
    long size = Checkpoint.parse(note.text()).size();
    return witnesses.keep(note, size, answer.body(), token.time().toEpochMilli());
  }
}
