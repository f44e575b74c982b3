/**
 * {@code report.pdf} of an evidence file, in Thai and English. The file format is written here, and
 * the letters are shaped by the JDK: Thai vowels and tone marks need it.
 *
 * <p>Start at {@link PdfReport}.
 */
@NullMarked
package jaruek.retention.report;

import org.jspecify.annotations.NullMarked;
