/**
 * The transparency log: RFC 9162 Merkle trees, C2SP checkpoints, keys and proofs.
 *
 * <p>Start at {@link StoreLog}, which keeps the entries and signs their root; {@link MerkleTree}
 * has the proofs, {@link SignedNote} and {@link Checkpoint} the signed forms, and {@link LogFile}
 * reads the entries without the right to change them.
 */
@NullMarked
package jaruek.retention.log;

import org.jspecify.annotations.NullMarked;
