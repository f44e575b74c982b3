package jaruek.appliance.imports;

import jaruek.collector.imported.ImportKind;
import jaruek.retention.record.IpAddress;

/**
 * One thing out of a file.
 *
 * @param timeMillis when it was captured, else what the file is about
 * @param captured whether that is the time of this very item
 * @param source who sent it; {@link IpAddress#UNSPECIFIED} where the file does not say
 * @param bytes as they stand in the file
 */
record FileItem(
    ImportKind kind,
    long timeMillis,
    boolean captured,
    IpAddress source,
    int sourcePort,
    byte[] bytes) {}
