/**
 * What the lines of one maker's devices mean: from a message without its header to rows of traffic
 * and identity.
 *
 * <p>Start at {@link VendorFormat}, the seam, and {@link VendorFormats}, the list of all formats
 * and how one is chosen. A new format is one class and one entry in that list. Every format reads a
 * line in linear time: hand-written scanning, no regular expressions that can go back.
 */
@NullMarked
package jaruek.collector.vendor;

import org.jspecify.annotations.NullMarked;
