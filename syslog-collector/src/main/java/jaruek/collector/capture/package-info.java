/**
 * Packet captures (pcap, pcapng) read as streams: hostile files whose every length is checked.
 *
 * <p>Start at {@link jaruek.collector.capture.CaptureReader}.
 */
@NullMarked
package jaruek.collector.capture;

import org.jspecify.annotations.NullMarked;
