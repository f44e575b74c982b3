/**
 * What stands in a certificate, for all who ask. Pure.
 *
 * <p>Start at {@link CertificateFields}.
 */
@NullMarked
package jaruek.radius.x509;

import org.jspecify.annotations.NullMarked;
