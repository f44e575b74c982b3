/**
 * Verification of an evidence file, {@code jaruek-export/1} of docs/evidence-format.md, with
 * nothing but the file and the public key; {@code verify.py} is its counterpart in Python and comes
 * to the same verdicts.
 *
 * <p>Start at {@link EvidenceVerifier}. {@link EvidenceZip} is the container, the {@code …Check}
 * classes are the page's steps, each of which ends with a {@link Changed} at the first thing that
 * does not hold.
 */
@NullMarked
package jaruek.retention.verify.evidence;

import org.jspecify.annotations.NullMarked;
