/**
 * What is wrong with this installation and what to do about it: small checks behind one seam, some
 * for the running daemon, some for its data folder alone.
 *
 * <p>Start at {@link Doctor} and {@link Check}.
 */
@NullMarked
package jaruek.appliance.doctor;

import org.jspecify.annotations.NullMarked;
