package jaruek.bench;

import jaruek.collector.vendor.VendorFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lines of docs/vendors.md, in the folder that the system property jaruek.home names. */
public final class VendorLines {
  private static final String ARROW = "    -> ";

  private VendorLines() {}

  /** Every vendor's lines, one at least. */
  public static Map<String, List<String>> byVendor() throws IOException {
    Path page = Path.of(System.getProperty("jaruek.home", "."), "docs", "vendors.md");
    Map<String, List<String>> lines = new LinkedHashMap<>();
    String vendor = "";
    boolean log = false;
    for (String text : Files.readAllLines(page)) {
      if (text.startsWith("### ")) vendor = text.substring(4);
      if (text.startsWith("```")) {
        log = text.equals("```log");
      } else if (log && !text.startsWith(ARROW)) {
        lines.computeIfAbsent(vendor, v -> new ArrayList<>()).add(text);
      }
    }
    if (!lines.keySet().containsAll(VendorFormats.all().vendors())) {
      throw new IllegalStateException(page + " lacks a vendor");
    }
    return lines;
  }
}
