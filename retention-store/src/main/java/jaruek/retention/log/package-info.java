/** The transparency log: RFC 9162 Merkle trees, C2SP checkpoints, keys and proofs. */
@NullMarked
package jaruek.retention.log;

import org.jspecify.annotations.NullMarked;
