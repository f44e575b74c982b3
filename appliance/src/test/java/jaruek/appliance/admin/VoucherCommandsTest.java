package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.PasswordCost;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VoucherCommandsTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

  @TempDir private Path folder;
  private Accounts accounts;
  private CommandTester tester;

  @BeforeEach
  void start() {
    accounts = open();
    tester = new CommandTester(new VoucherCommands(accounts, BANGKOK).commands());
  }

  private Accounts open() {
    AccountsConfig config =
        new AccountsConfig(
            folder.resolve("accounts.db"),
            folder.resolve("accounts.key"),
            BANGKOK,
            new PasswordCost(64, 1, 1),
            16,
            Duration.ofMinutes(1));
    Accounts opened =
        new Accounts(config, new Telemetry(), () -> CommandTester.NOW, new SecureRandom());
    opened.start();
    return opened;
  }

  @AfterEach
  void stop() {
    accounts.close();
  }

  private AdminReply.End make(int count) {
    ObjectNode arguments = AdminCodec.object().put("count", count).put("validFor", "1d");
    return tester.ask(
        "voucher make", arguments.put("dataQuota", "1GB").put("title", "โรงเรียนบ้านเรา"));
  }

  @Test
  void sheetHasEveryCodeAndCanBePrintedAgainAfterARestart() throws Exception {
    AdminReply.End made = make(12);
    assertEquals(AdminCodes.VOUCHER_MADE, made.code());
    String batch = made.arguments().path("batch").textValue();
    assertPdf(accounts.cards(batch));
    accounts.close();
    accounts = open();
    tester = new CommandTester(new VoucherCommands(accounts, BANGKOK).commands());
    List<Accounts.Card> cards = accounts.cards(batch);
    assertEquals(12, cards.size());
    Account first = accounts.find(cards.getFirst().number()).orElseThrow();
    accounts.use(first.id(), first.userName());
    ObjectNode print = AdminCodec.object().put("batch", batch);
    assertEquals("11", tester.ask("voucher print", print).arguments().path("vouchers").asText());
    assertPdf(accounts.cards(batch));
  }

  /** The text of the file, by poppler. */
  private void assertPdf(List<Accounts.Card> cards) throws Exception {
    Path pdf = folder.resolve("sheet.pdf");
    Files.write(pdf, tester.file());
    assertEquals("%PDF-1.7", new String(tester.file(), 0, 8, StandardCharsets.US_ASCII));
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/pdftotext")),
        "Debian's poppler-utils is not installed");
    Process process =
        new ProcessBuilder("/usr/bin/pdftotext", "-layout", pdf.toString(), "-").start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    for (Accounts.Card card : cards) {
      String shown = card.password().substring(0, 4) + "-" + card.password().substring(4);
      assertTrue(text.contains(card.number() + "-" + shown), text);
    }
    assertTrue(text.contains("1d  ·  1GB/total") || text.contains("1GB/total"), text);
  }

  @Test
  void vouchersAreListedAndRevoked() {
    String batch = make(3).arguments().path("batch").textValue();
    assertEquals(batch + "-2", make(1).arguments().path("batch").textValue());
    tester.ask("voucher revoke", AdminCodec.object().put("batch", batch + "-2"));
    tester.ask("voucher list", AdminCodec.object());
    JsonNode row = tester.rows().getFirst();
    assertEquals(3, row.path("vouchers").intValue());
    assertEquals("1d", row.path("validFor").textValue());
    tester.ask("voucher list", AdminCodec.object().put("batch", batch));
    assertEquals(3, tester.rows().size());
    String number = tester.rows().getFirst().path("voucher").textValue();
    assertFalse(tester.rows().toString().contains(accounts.cards(batch).getFirst().password()));
    AdminReply.End one =
        tester.ask(
            "voucher revoke", AdminCodec.object().put("voucher", number.toLowerCase(Locale.ROOT)));
    assertEquals(AdminCodes.VOUCHER_REVOKED, one.code());
    AdminReply.End rest = tester.ask("voucher revoke", AdminCodec.object().put("batch", batch));
    assertEquals("2", rest.arguments().path("vouchers").asText());
    assertTrue(accounts.list().isEmpty());
    assertEquals(4, accounts.history().size());
    assertEquals(
        AdminCodes.VOUCHER_UNKNOWN,
        tester.ask("voucher revoke", AdminCodec.object().put("batch", batch)).code());
    assertEquals(
        AdminCodes.VOUCHER_UNKNOWN,
        tester.ask("voucher print", AdminCodec.object().put("batch", batch)).code());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (int count : new int[] {0, -1, Accounts.VOUCHERS_MAX + 1}) {
      assertEquals(AdminCodes.ARGUMENT_INVALID, make(count).code());
    }
    assertTrue(accounts.list().isEmpty());
  }
}
