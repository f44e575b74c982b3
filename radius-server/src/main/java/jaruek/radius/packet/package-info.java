/**
 * RADIUS packets (RFC 2865, 2866, 2869): the check of a datagram's structure, reading and writing
 * attributes, authenticators, the dictionary. Pure: bytes in, values out; no channel, no clock.
 *
 * <p>Design note: TinyRadius is imported here only, and used for its dictionary (names, value
 * words, typed text). Packets are read and written by our own code, see docs/decisions for the
 * measurement.
 *
 * <p>Start at {@link PacketCheck} (datagram to {@link Packet}), {@link PacketWriter} (the way back)
 * and {@link SharedSecret} (everything that needs the secret).
 */
@NullMarked
package jaruek.radius.packet;

import org.jspecify.annotations.NullMarked;
