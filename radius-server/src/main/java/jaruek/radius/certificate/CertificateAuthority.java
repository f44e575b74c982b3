package jaruek.radius.certificate;

import jaruek.radius.x509.CertificateFields;
import jaruek.retention.disk.FolderLock;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * An office's certificate authority in a folder: {@value #CA}, {@value #CA_KEY}, {@value #CRL},
 * {@value #SERVER}, {@value #SERVER_KEY} and all that was issued. Any number of processes may use
 * it; changes are one at a time.
 *
 * <p>A key is kept before its certificate is made: if that is cut off, the next try uses the key.
 */
public final class CertificateAuthority {
  /** The authority's certificate, to be installed on clients. */
  public static final String CA = "ca.pem";

  /** Its private key. */
  public static final String CA_KEY = "ca.key";

  /** What is revoked. */
  public static final String CRL = "crl.pem";

  /** The server's certificate. */
  public static final String SERVER = "server.pem";

  /** Its private key. */
  public static final String SERVER_KEY = "server.key";

  /** Certificates issued; beyond it none is made. */
  public static final int ISSUED_MAX = 100_000;

  /** Apple takes no server certificate of more than 825 days, and may take less. */
  public static final Duration SERVER_TIME = Duration.ofDays(397);

  /** How long before its end the server's certificate is made anew. */
  public static final Duration RENEW_BEFORE = Duration.ofDays(30);

  static final Duration AUTHORITY_TIME = Duration.ofDays(3653);

  /** Well over the 30 days after which a new one is made: a daemon may be off for a holiday. */
  static final Duration CRL_TIME = Duration.ofDays(90);

  static final Duration CRL_RENEW_AFTER = Duration.ofDays(30);

  private static final int OWN_MAX = 3;
  private static final String ISSUED = "issued";
  private static final String LOCK = ".lock";
  private static final String CRL_NUMBER = "2.5.29.20";
  private static final int ALTERNATIVE_OTHER = 0;

  private final Path folder;
  private final InstantSource clock;
  private final SecureRandom random;
  private final CertificateMaker maker;

  /** Over this folder, which is made when it is first written to. */
  public CertificateAuthority(Path folder, InstantSource clock, SecureRandom random) {
    this.folder = folder;
    this.clock = clock;
    this.random = random;
    this.maker = new CertificateMaker(random);
  }

  /** The file of this name in the folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Whether there is an authority. */
  public boolean exists() {
    return Files.exists(file(CA));
  }

  /**
   * Makes the authority and an empty revocation list.
   *
   * @throws AuthorityException if there is one: it is never replaced, for all that was issued would
   *     be void
   */
  public Issued makeAuthority(String name, KeyKind kind) {
    Names.requireCommonName(name);
    return changing(
        () -> {
          if (exists()) {
            throw new AuthorityException(
                file(CA) + " is there already; a new authority would make every certificate void");
          }
          KeyPair keys = keys(file(CA_KEY), kind);
          X509Certificate made = maker.authority(name, keys, clock.instant(), AUTHORITY_TIME);
          CertificateMaker.Signer signer = new CertificateMaker.Signer(made, keys.getPrivate());
          writeCrl(signer, null, Map.of());
          PemFile.replace(file(CA), pem(made));
          return row(made, file(CA), Issued.Kind.CA, null);
        });
  }

  /**
   * Makes the server's certificate.
   *
   * @param hosts names and addresses that clients know it by, the first the common name
   * @param replace whether one that is there may go
   * @throws AuthorityException if there is one and it may not
   */
  public Issued makeServer(List<String> hosts, KeyKind kind, boolean replace) {
    if (hosts.isEmpty()) throw new AuthorityException("a server has a name");
    Names.requireCommonName(hosts.getFirst());
    hosts.forEach(Names::requireHost);
    return changing(
        () -> {
          if (Files.exists(file(SERVER)) && !replace) {
            throw new AuthorityException(
                file(SERVER) + " is there already: --replace makes another");
          }
          return server(hosts, keys(file(SERVER_KEY), kind).getPublic());
        });
  }

  private Issued server(List<String> hosts, PublicKey key) {
    X509Certificate made = maker.server(hosts, key, signer(), clock.instant(), SERVER_TIME);
    file(made);
    PemFile.replace(file(SERVER), pem(made));
    return row(made, file(SERVER), Issued.Kind.SERVER, null);
  }

  /**
   * Makes a client's key and certificate.
   *
   * @param passphrase that protects the file; unused for PEM
   * @param output where they go; must not be there yet. The key is kept nowhere else
   */
  public Issued makeClient(
      ClientRequest request, KeyKind kind, char[] passphrase, Bundling bundling, Path output) {
    if (bundling != Bundling.PEM) requirePassphrase(passphrase);
    if (Files.exists(output)) {
      throw new AuthorityException(output + " is there already; it is not overwritten");
    }
    return changing(
        () -> {
          CertificateMaker.Signer signer = signer();
          KeyPair keys = kind.generate(random);
          X509Certificate made = maker.client(request, keys.getPublic(), signer, clock.instant());
          Path kept = file(made);
          PemFile.create(
              output,
              ClientBundle.of(
                  keys.getPrivate(),
                  made,
                  signer.certificate(),
                  request.userName(),
                  passphrase,
                  bundling));
          return row(made, kept, Issued.Kind.CLIENT, null);
        });
  }

  /** ASCII, because programs differ in how they encode anything else. */
  private static void requirePassphrase(char[] passphrase) {
    boolean ascii = new String(passphrase).chars().allMatch(c -> c >= ' ' && c <= '~');
    if (passphrase.length < 8 || passphrase.length > 128 || !ascii) {
      throw new AuthorityException(
          "a passphrase has 8 to 128 letters, digits and signs of ASCII: devices differ in others");
    }
  }

  /**
   * Puts certificates on the revocation list.
   *
   * @param which a serial number, or a name: then all of that name that are good
   * @return those that are revoked now
   * @throws AuthorityException if there is none
   */
  public List<Issued> revoke(String which, RevocationReason reason) {
    return changing(
        () -> {
          List<Issued> found =
              list().stream()
                  .filter(
                      one -> one.kind() == Issued.Kind.CLIENT || one.kind() == Issued.Kind.SERVER)
                  .filter(one -> one.state() != Issued.State.REVOKED)
                  .filter(one -> names(one, which))
                  .toList();
          if (found.isEmpty()) {
            throw new AuthorityException("no certificate '" + which + "' that is not revoked yet");
          }
          Map<BigInteger, RevocationReason> entries = new HashMap<>();
          found.forEach(one -> entries.put(new BigInteger(one.serial(), 16), reason));
          CertificateMaker.Signer signer = signer();
          writeCrl(signer, crl(signer), entries);
          return list().stream()
              .filter(one -> found.stream().anyMatch(f -> f.serial().equals(one.serial())))
              .toList();
        });
  }

  private static boolean names(Issued one, String which) {
    String serial = which.replace(":", "").toLowerCase(Locale.ROOT);
    return one.serial().equals(serial)
        || (one.kind() == Issued.Kind.CLIENT && one.name().equals(which));
  }

  /**
   * Makes anew what is due: the server's certificate in its last {@link #RENEW_BEFORE}, with the
   * same key and names; the revocation list when it is a month old or cannot be read.
   *
   * @param all whether what is not due yet too
   * @return what was made
   */
  public List<Issued> renew(boolean all) {
    if (!exists()) return List.of();
    return changing(
        () -> {
          List<Issued> made = new ArrayList<>();
          Instant now = clock.instant();
          CertificateMaker.Signer signer = signer();
          X509CRL before = crl(signer);
          Instant old = before.getThisUpdate().toInstant().plus(CRL_RENEW_AFTER);
          if (all || !now.isBefore(old)) {
            made.add(row(writeCrl(signer, before, Map.of())));
          }
          if (!Files.exists(file(SERVER))) return made;
          X509Certificate server = PemFile.certificate(file(SERVER));
          Instant due = server.getNotAfter().toInstant().minus(RENEW_BEFORE);
          boolean ours =
              server
                  .getIssuerX500Principal()
                  .equals(signer.certificate().getSubjectX500Principal());
          if (ours && (all || !now.isBefore(due))) {
            made.add(server(hosts(server), server.getPublicKey()));
          }
          return made;
        });
  }

  /** What is in the folder: authority, list, server, then all that was issued. */
  public List<Issued> list() {
    List<Issued> rows = new ArrayList<>(own());
    if (rows.isEmpty()) return rows;
    X509CRL crl = readable(() -> PemFile.crl(file(CRL)));
    for (Path file : issued()) {
      Issued one = read(file, null, crl);
      if (rows.stream().limit(OWN_MAX).noneMatch(own -> isSame(own, one))) rows.add(one);
    }
    return rows;
  }

  private static boolean isSame(Issued own, Issued one) {
    return own.kind() == Issued.Kind.SERVER && own.serial().equals(one.serial());
  }

  /** Authority, list and server: what everything else rests on. None if there is no authority. */
  public List<Issued> own() {
    List<Issued> rows = new ArrayList<>();
    if (!exists()) return rows;
    X509CRL crl = readable(() -> PemFile.crl(file(CRL)));
    rows.add(read(file(CA), Issued.Kind.CA, null));
    rows.add(crl == null ? damaged(file(CRL)) : row(crl));
    if (Files.exists(file(SERVER))) rows.add(read(file(SERVER), Issued.Kind.SERVER, crl));
    return rows;
  }

  private List<Path> issued() {
    Path issued = folder.resolve(ISSUED);
    if (!Files.isDirectory(issued)) return List.of();
    try (Stream<Path> files = Files.list(issued)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(Path::getFileName))
          .toList();
    } catch (IOException e) {
      throw new AuthorityException(issued + " cannot be read: " + e, e);
    }
  }

  private Issued read(Path file, Issued.@Nullable Kind kind, @Nullable X509CRL crl) {
    X509Certificate certificate = readable(() -> PemFile.certificate(file));
    if (certificate == null) return damaged(file);
    if (kind != null) return row(certificate, file, kind, crl);
    boolean server = purposes(certificate).contains(CertificateMaker.EAP_OVER_LAN);
    return row(certificate, file, server ? Issued.Kind.SERVER : Issued.Kind.CLIENT, crl);
  }

  private static List<String> purposes(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static <T> @Nullable T readable(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (AuthorityException e) {
      return null;
    }
  }

  private static Issued damaged(Path file) {
    return new Issued(
        Issued.Kind.DAMAGED,
        "",
        List.of(),
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        "",
        Issued.State.DAMAGED,
        file);
  }

  private Issued row(
      X509Certificate certificate, Path file, Issued.Kind kind, @Nullable X509CRL crl) {
    Instant until = certificate.getNotAfter().toInstant();
    boolean revoked = crl != null && crl.getRevokedCertificate(certificate) != null;
    boolean replaced = kind == Issued.Kind.SERVER && !file.equals(file(SERVER));
    return new Issued(
        kind,
        commonName(certificate.getSubjectX500Principal()),
        alternatives(certificate),
        certificate.getSerialNumber().toString(16),
        certificate.getNotBefore().toInstant(),
        until,
        CertificateFields.sha256(certificate),
        revoked
            ? Issued.State.REVOKED
            : !until.isAfter(clock.instant())
                ? Issued.State.EXPIRED
                : replaced ? Issued.State.REPLACED : Issued.State.GOOD,
        file);
  }

  private Issued row(X509CRL crl) {
    Instant until = crl.getNextUpdate().toInstant();
    Collection<?> entries = crl.getRevokedCertificates();
    return new Issued(
        Issued.Kind.CRL,
        commonName(crl.getIssuerX500Principal()),
        List.of("revoked: " + (entries == null ? 0 : entries.size())),
        number(crl).toString(16),
        crl.getThisUpdate().toInstant(),
        until,
        "",
        until.isAfter(clock.instant()) ? Issued.State.GOOD : Issued.State.EXPIRED,
        file(CRL));
  }

  private static String commonName(X500Principal subject) {
    return CertificateFields.commonName(subject).orElseGet(subject::getName);
  }

  private static List<String> alternatives(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> name : CertificateFields.alternatives(certificate)) {
      if (!name.get(0).equals(ALTERNATIVE_OTHER)) names.add(name.get(1).toString());
    }
    return names;
  }

  /** The server's names in the order they were given: the common name first. */
  private static List<String> hosts(X509Certificate server) {
    List<String> hosts = new ArrayList<>(alternatives(server));
    String first = commonName(server.getSubjectX500Principal());
    hosts.remove(first);
    hosts.addFirst(first);
    return hosts;
  }

  /** The certificate's key, if one was made before it; else a new one. */
  private KeyPair keys(Path file, KeyKind kind) {
    Path publicFile = file.resolveSibling(file.getFileName() + ".pub");
    if (Files.exists(file)) {
      PrivateKey key = PemFile.key(file);
      if (!key.getAlgorithm().equals(kind.name())) {
        throw new AuthorityException(
            file + " is a key of another kind, " + key.getAlgorithm() + ": move it away first");
      }
      return new KeyPair(publicKey(publicFile, key), key);
    }
    KeyPair keys = kind.generate(random);
    String open = PemFile.text("PUBLIC KEY", keys.getPublic().getEncoded());
    PemFile.replace(publicFile, open.getBytes(StandardCharsets.US_ASCII));
    String secret = PemFile.text("PRIVATE KEY", keys.getPrivate().getEncoded());
    PemFile.replace(file, secret.getBytes(StandardCharsets.US_ASCII));
    return keys;
  }

  private static PublicKey publicKey(Path file, PrivateKey key) {
    PublicKey open = PemFile.publicKey(file, key.getAlgorithm());
    requireFit(open, key, file);
    return open;
  }

  /**
   * The authority, ready to sign.
   *
   * @throws AuthorityException if there is none, or its key is another's
   */
  private CertificateMaker.Signer signer() {
    if (!exists()) {
      throw new AuthorityException(
          "there is no authority in " + folder + " yet: jaruek certificate ca NAME makes one");
    }
    X509Certificate certificate = PemFile.certificate(file(CA));
    PrivateKey key = PemFile.key(file(CA_KEY));
    requireFit(certificate.getPublicKey(), key, file(CA_KEY));
    return new CertificateMaker.Signer(certificate, key);
  }

  /** Check before signing: a key of another authority would make certificates nobody trusts. */
  private static void requireFit(PublicKey open, PrivateKey key, Path file) {
    try {
      byte[] text = {1, 2, 3};
      Signature signature = Signature.getInstance(KeyKind.signature(key));
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(text);
      if (signature.verify(signed)) return;
    } catch (GeneralSecurityException e) {
      throw new AuthorityException(file + " is another certificate's key: " + e, e);
    }
    throw new AuthorityException(file + " is another certificate's key: bring the right one back");
  }

  private X509CRL crl(CertificateMaker.Signer signer) {
    X509CRL crl = PemFile.crl(file(CRL));
    try {
      crl.verify(signer.certificate().getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new AuthorityException(file(CRL) + " is not this authority's: " + e, e);
    }
    return crl;
  }

  private X509CRL writeCrl(
      CertificateMaker.Signer signer,
      @Nullable X509CRL before,
      Map<BigInteger, RevocationReason> revoked) {
    BigInteger number = before == null ? BigInteger.ONE : number(before).add(BigInteger.ONE);
    X509CRL made = maker.crl(revoked, before, number, signer, clock.instant(), CRL_TIME);
    try {
      String text = PemFile.text("X509 CRL", made.getEncoded());
      PemFile.replace(file(CRL), text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new AuthorityException("the revocation list cannot be encoded: " + e, e);
    }
    return made;
  }

  /** RFC 5280 section 5.2.3: an octet string that holds an integer. */
  private static BigInteger number(X509CRL crl) {
    byte[] extension = crl.getExtensionValue(CRL_NUMBER);
    if (extension == null || extension.length < 5) return BigInteger.ZERO;
    return new BigInteger(Arrays.copyOfRange(extension, 4, extension.length));
  }

  private Path file(X509Certificate certificate) {
    Path issued = folder.resolve(ISSUED);
    PemFile.makeFolder(issued);
    if (issued().size() >= ISSUED_MAX) {
      throw new AuthorityException(ISSUED_MAX + " certificates were issued; no more are made");
    }
    Path file = issued.resolve(certificate.getSerialNumber().toString(16) + ".pem");
    PemFile.replace(file, pem(certificate));
    return file;
  }

  private static byte[] pem(X509Certificate certificate) {
    try {
      return PemFile.text("CERTIFICATE", certificate.getEncoded())
          .getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new AuthorityException("the certificate cannot be encoded: " + e, e);
    }
  }

  private <T> T changing(Supplier<T> change) {
    PemFile.makeFolder(folder);
    try {
      Optional<FolderLock> lock = FolderLock.take(folder.resolve(LOCK));
      if (lock.isEmpty()) {
        throw new AuthorityException(
            folder + " is being changed by another process: try again in a moment");
      }
      try (FolderLock _ = lock.get()) {
        PemFile.giveToOwnerOf(folder.resolve(LOCK), folder);
        return change.get();
      }
    } catch (IOException e) {
      throw new AuthorityException(folder + " cannot be locked: " + e, e);
    }
  }
}
