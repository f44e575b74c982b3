/**
 * Who attests from outside that the log was as it is: other installations that cosign its
 * checkpoints (c2sp.org/tlog-witness, both sides of it), and time-stamp authorities (RFC 3161).
 *
 * <p>Start at {@link WitnessService}, which does both at their times; {@link Witnesses} is what it
 * keeps, {@link Cosigner} the rules by which another's checkpoint is signed, and {@link
 * TimeStampToken} what is checked of a token.
 */
@NullMarked
package jaruek.retention.witness;

import org.jspecify.annotations.NullMarked;
