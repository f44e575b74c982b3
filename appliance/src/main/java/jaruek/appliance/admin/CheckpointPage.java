package jaruek.appliance.admin;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.witness.Witnesses;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A checkpoint as a page of text, Thai and English, that people sign by hand and keep on paper or
 * announce: who has it can show later that the log was not rewritten before it.
 */
final class CheckpointPage {
  private static final int YEARS_TO_BUDDHIST_ERA = 543;
  private static final int FINGERPRINT_GROUP = 4;
  private static final DateTimeFormatter DAY_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
  private static final String LINE = "-".repeat(72);

  private CheckpointPage() {}

  static String text(
      Checkpoint checkpoint,
      SignedNote note,
      VerifyingKey key,
      List<Witnesses.Kept> witnesses,
      ZoneId zone,
      Instant now) {
    StringBuilder page = new StringBuilder();
    page.append("จารึก: หัวบันทึก / Jaruek: checkpoint of the log\n").append(LINE).append('\n');
    page.append("พิมพ์เมื่อ / printed        ").append(date(now, zone)).append('\n');
    page.append("บันทึก / log                ").append(checkpoint.origin()).append('\n');
    page.append("จำนวนรายการ / entries       ").append(checkpoint.size()).append('\n');
    page.append("ค่าราก / root               ")
        .append(Base64.getEncoder().encodeToString(checkpoint.root()))
        .append('\n');
    page.append("ลายนิ้วมือกุญแจ / key fingerprint (SHA-256)\n  ")
        .append(grouped(key.fingerprint()))
        .append("\n\n");
    page.append("พยานภายนอก / outside witnesses\n");
    if (witnesses.isEmpty()) page.append("  ไม่มี / none\n");
    for (Witnesses.Kept kept : witnesses) {
      page.append("  ")
          .append(kept.name())
          .append(": ")
          .append(kept.size())
          .append(" รายการ / entries, ")
          .append(date(Instant.ofEpochMilli(kept.atMillis()), zone))
          .append('\n');
    }
    page.append("\nข้อความที่ลงลายมือชื่อ / the signed note\n").append(LINE).append('\n');
    page.append(new String(note.bytes(), StandardCharsets.UTF_8)).append(LINE).append("\n\n");
    page.append("ข้าพเจ้าได้เห็นค่าข้างต้นตามวันเวลาที่ลงไว้\n");
    page.append("I have seen the values above at the date that I write here.\n\n");
    for (int person = 1; person <= 2; person++) {
      page.append(person)
          .append(". ลงชื่อ / signature  ........................................\n");
      page.append("   ชื่อ / name           ........................................\n");
      page.append("   ตำแหน่ง / position    ........................................\n");
      page.append("   วันที่ / date         ........................................\n\n");
    }
    page.append("ตรวจสอบ / to verify: jaruek verify --store\n");
    return page.toString();
  }

  private static String date(Instant instant, ZoneId zone) {
    ZonedDateTime at = instant.atZone(zone);
    return DAY_TIME.format(at) + " (พ.ศ. " + (at.getYear() + YEARS_TO_BUDDHIST_ERA) + ")";
  }

  private static String grouped(String fingerprint) {
    return fingerprint.replaceAll("(.{" + FINGERPRINT_GROUP + "})(?=.)", "$1 ");
  }
}
