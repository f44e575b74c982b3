package jaruek.collector.capture;

import jaruek.retention.record.IpAddress;

/**
 * A UDP datagram out of a capture.
 *
 * @param atMillis when it was captured, milliseconds since the epoch; 0 where the file says none
 * @param payload what UDP carried, whole
 */
public record CapturedDatagram(
    long atMillis,
    IpAddress source,
    int sourcePort,
    IpAddress destination,
    int destinationPort,
    byte[] payload) {}
