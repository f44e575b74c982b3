package jaruek.radius.eap;

/**
 * What a TLS session is worth after its inner authentication succeeded; kept with the session. A
 * session without it may be resumed as a tunnel, and no more (CVE-2017-9148).
 *
 * @param userName of the account, to be looked up again
 * @param untilMillis our clock; after that the proof is asked for again
 */
record Resumable(String userName, long untilMillis) {
  /** The key with the TLS session. */
  static final String KEY = "jaruek.resumable";
}
