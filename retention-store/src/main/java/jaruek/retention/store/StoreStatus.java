package jaruek.retention.store;

import jaruek.retention.record.Dataset;
import java.util.Map;

/**
 * How the store is.
 *
 * @param rows by dataset, sealed and hot, over the store's life
 * @param lagFrames journalled, not decoded yet
 * @param segments sealed
 * @param sealedTo journal position up to which everything is sealed
 * @param journalBytes the journal's size on disk
 * @param sealing empty, or why sealing does not get on at present
 * @param decoding empty, or why decoding has stopped
 */
public record StoreStatus(
    Map<Dataset, Long> rows,
    long lagFrames,
    long segments,
    long sealedTo,
    long journalBytes,
    String sealing,
    String decoding) {}
