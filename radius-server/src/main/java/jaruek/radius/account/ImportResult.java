package jaruek.radius.account;

import java.util.List;

/**
 * What came of an import: all rows or none.
 *
 * @param added accounts opened; 0 if there is any fault
 * @param faults of every bad row, in line order
 */
public record ImportResult(int added, List<ImportFault> faults) {}
