/**
 * What all ports that speak TLS share: whom they trust ({@link ClientTrust}), whether their files
 * have changed ({@link FileStamps}), and why a handshake failed ({@link HandshakeFault}).
 */
@NullMarked
package jaruek.retention.tls;

import org.jspecify.annotations.NullMarked;
