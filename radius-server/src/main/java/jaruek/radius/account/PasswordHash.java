package jaruek.radius.account;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id hashes in the PHC text form {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
final class PasswordHash {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,4}),p=([0-9]{1,3})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private PasswordHash() {}

  static String of(byte[] password, PasswordCost cost, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib(),
            cost.iterations(),
            cost.lanes(),
            base64.encodeToString(salt),
            base64.encodeToString(argon2id(password, salt, cost, HASH_BYTES)));
  }

  static boolean matches(byte[] password, String stored) {
    Matcher form = FORM.matcher(stored);
    if (!form.matches()) throw new AccountException("a stored password hash is damaged");
    PasswordCost cost =
        new PasswordCost(number(form.group(1)), number(form.group(2)), number(form.group(3)));
    byte[] salt = Base64.getDecoder().decode(form.group(4));
    byte[] hash = Base64.getDecoder().decode(form.group(5));
    return MessageDigest.isEqual(hash, argon2id(password, salt, cost, hash.length));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static byte[] argon2id(byte[] password, byte[] salt, PasswordCost cost, int length) {
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.iterations())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build();
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(parameters);
    byte[] hash = new byte[length];
    generator.generateBytes(password, hash);
    return hash;
  }
}
