package jaruek.retention.export;

import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Makes {@code report.pdf}: what the export says, in words. */
@FunctionalInterface
public interface Report {
  /** So many rows of each dataset are shown. */
  int ROWS_SHOWN_MAX = 40;

  /**
   * What there is to tell.
   *
   * @param order what was asked
   * @param rows how many, by dataset
   * @param shown the first ones of each
   * @param origin of the store's log
   * @param fingerprint of the first key, hex
   */
  record Facts(
      ExportOrder order,
      Map<Dataset, Long> rows,
      Map<Dataset, List<Row>> shown,
      String origin,
      String fingerprint) {}

  /** The file's bytes. */
  byte[] write(Facts facts) throws IOException;
}
