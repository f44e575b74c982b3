package jaruek.radius.eap.tls;

/** What a tunnel is for; sessions of one purpose are not resumed for another. */
public enum TlsPurpose {
  /** The client shows a certificate. */
  EAP_TLS,
  /** Without client certificate. */
  PEAP,
  /** Without client certificate. */
  TTLS
}
