package jaruek.radius.certificate;

/** How a client's key and certificate are packed to be carried to the device. */
public enum Bundling {
  /** PKCS #12 with AES-256 and SHA-256: Windows 10 and later, Android, ChromeOS, iOS of now. */
  MODERN,
  /** PKCS #12 with 3DES and SHA-1, for devices that refuse the other. */
  OLD,
  /** PEM without a passphrase: a RadSec proxy or a server. */
  PEM
}
