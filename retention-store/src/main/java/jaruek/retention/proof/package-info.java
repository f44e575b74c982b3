/**
 * Proofs that single rows stand in a sealed segment, as text. Start at {@link ProofWriter} and
 * {@link ProofReader}; {@link MerkleLevels} makes the paths.
 */
@NullMarked
package jaruek.retention.proof;

import org.jspecify.annotations.NullMarked;
