/**
 * The office's own certificates: an authority, the server's certificate, those of clients, and the
 * list of those that are revoked, in one folder of plain PEM files that any other tool reads too.
 *
 * <p>Design note: BouncyCastle's certificate builders are imported here only. There is no index
 * beside the files: what was issued is the folder {@code issued}, what was revoked is the
 * revocation list itself, so nothing can contradict them.
 *
 * <p>Start at {@link CertificateAuthority} and {@link CertificateRenewal}.
 */
@NullMarked
package jaruek.radius.certificate;

import org.jspecify.annotations.NullMarked;
