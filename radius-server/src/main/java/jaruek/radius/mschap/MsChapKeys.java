package jaruek.radius.mschap;

/**
 * What is left of a password after MS-CHAP: enough for session keys and for proving to the peer
 * that we know it too, not enough to log in.
 *
 * @param passwordHashHash NtPasswordHashHash, RFC 2759 section 8.4: 16 bytes
 */
public record MsChapKeys(byte[] passwordHashHash) {
  /** Of the NtPasswordHash. */
  public static MsChapKeys of(byte[] passwordHash) {
    return new MsChapKeys(MsChap.md4(passwordHash));
  }

  /** Never the bytes. */
  @Override
  public String toString() {
    return "MsChapKeys";
  }
}
