package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Permit;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.account.VoucherCode;
import jaruek.retention.report.CardSheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** voucher make, list, print, revoke. */
public final class VoucherCommands {
  private static final int PROGRESS_EVERY = 20;
  private static final String TITLE = "บัตรเข้าใช้เครือข่าย / Network voucher";
  private static final DateTimeFormatter BATCH = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Accounts accounts;
  private final ZoneId zone;

  /** Over these accounts; batches are named by the time in this zone. */
  public VoucherCommands(Accounts accounts, ZoneId zone) {
    this.accounts = accounts;
    this.zone = zone;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("voucher make", Role.ADMIN)
            .taking(TermsArguments.namesAnd("count", "group", "expires", "title"))
            .changing()
            .doing(this::make),
        AdminCommand.named("voucher list", Role.ADMIN).taking("batch").doing(this::list),
        AdminCommand.named("voucher print", Role.ADMIN)
            .taking("batch", "title")
            .changing()
            .doing(this::print),
        AdminCommand.named("voucher revoke", Role.ADMIN)
            .taking("batch", "voucher")
            .changing()
            .doing(this::revoke));
  }

  private AdminReply.End make(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    int count =
        (int)
            arguments
                .number("count", 1, Accounts.VOUCHERS_MAX)
                .orElseThrow(
                    () ->
                        new AdminRefusal(
                            AdminStatus.USAGE, AdminCodes.ARGUMENT_MISSING, "argument", "count"));
    Permit permit =
        new Permit(
            arguments.text("group").orElse(null),
            Ruled.of(() -> TermsArguments.read(arguments, Terms.NONE)),
            List.of(),
            arguments.instant("expires").orElse(null));
    String batch = freeBatch(BATCH.format(call.now().atZone(zone)));
    List<Accounts.Card> cards =
        Ruled.of(
            () ->
                accounts.makeVouchers(
                    batch,
                    count,
                    permit,
                    (done, total) -> {
                      if (done % PROGRESS_EVERY == 0) {
                        call.progress(AdminCodes.PROGRESS_VOUCHERS, done, total);
                      }
                    }));
    return sheet(call, batch, cards, AdminCodes.VOUCHER_MADE);
  }

  /** The name, or the name with a number where two are made in a second. */
  private String freeBatch(String name) {
    String batch = name;
    for (int i = 2; !of(batch).isEmpty(); i++) batch = name + "-" + i;
    return batch;
  }

  private AdminReply.End print(AdminCall call) throws AdminRefusal {
    String batch = call.arguments().requiredText("batch");
    List<Accounts.Card> cards = accounts.cards(batch);
    if (cards.isEmpty()) throw unknown(batch);
    return sheet(call, batch, cards, AdminCodes.VOUCHER_PRINTED);
  }

  private static AdminRefusal unknown(String name) {
    return new AdminRefusal(AdminStatus.NEGATIVE, AdminCodes.VOUCHER_UNKNOWN, "name", name);
  }

  private AdminReply.End sheet(AdminCall call, String batch, List<Accounts.Card> cards, String code)
      throws AdminRefusal {
    String title = call.arguments().text("title").orElse(TITLE);
    List<CardSheet.Card> printed = new ArrayList<>();
    for (Accounts.Card card : cards) printed.add(printed(title, card));
    SentFile sent = new SentFile(call.file());
    try (sent) {
      sent.write(CardSheet.write(title, "ชุด / batch " + batch, printed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return AdminCall.done(
        code,
        "batch",
        batch,
        "vouchers",
        Integer.toString(cards.size()),
        "bytes",
        Long.toString(sent.bytes()),
        "sha256",
        sent.sha256());
  }

  private CardSheet.Card printed(String title, Accounts.Card card) {
    String shown = VoucherCode.shown(card.password());
    List<String> lines = new ArrayList<>();
    lines.add("ชื่อผู้ใช้ / user: " + card.number());
    lines.add("รหัสผ่าน / password: " + shown);
    lines.add(card.number() + "-" + shown);
    Optional<Account> account = accounts.find(card.number());
    Terms terms = account.map(accounts::terms).orElse(Terms.NONE);
    StringBuilder limits = new StringBuilder();
    for (Setting setting : List.of(Setting.VALID_FOR, Setting.TIME_QUOTA, Setting.DATA_QUOTA)) {
      terms.text(setting).ifPresent(t -> limits.append(limits.isEmpty() ? "" : "  ·  ").append(t));
    }
    if (!limits.isEmpty()) lines.add(limits.toString());
    account
        .flatMap(accounts::endOf)
        .ifPresent(
            end ->
                lines.add(
                    "ใช้ได้ถึง / until "
                        + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
                            .format(end.atZone(zone))));
    return new CardSheet.Card(title, lines, 2);
  }

  private AdminReply.End list(AdminCall call) throws AdminRefusal {
    Optional<String> batch = call.arguments().text("batch");
    if (batch.isEmpty()) {
      batches(call);
      return AdminCall.done();
    }
    List<Account> vouchers = of(batch.get());
    if (vouchers.isEmpty()) throw unknown(batch.get());
    for (Account voucher : vouchers) {
      ObjectNode row = AdminCodec.object().put("voucher", voucher.userName());
      row.put("batch", batch.get());
      if (voucher.permit().group() != null) row.put("group", voucher.permit().group());
      row.put("used", voucher.firstUsedAt() != null);
      if (voucher.firstUsedAt() != null) {
        row.put("firstUsedAt", InstantText.of(voucher.firstUsedAt()));
      }
      accounts.endOf(voucher).ifPresent(end -> row.put("ends", InstantText.of(end)));
      TermsArguments.write(voucher.permit().own(), row);
      call.row(row);
    }
    return AdminCall.done();
  }

  private void batches(AdminCall call) {
    Map<String, List<Account>> batches = new TreeMap<>();
    for (Account voucher : accounts.vouchers()) {
      batches.computeIfAbsent(String.valueOf(voucher.batch()), b -> new ArrayList<>()).add(voucher);
    }
    batches.forEach(
        (batch, vouchers) -> {
          Account first = vouchers.getFirst();
          ObjectNode row = AdminCodec.object().put("batch", batch);
          row.put("vouchers", vouchers.size());
          row.put("used", vouchers.stream().filter(v -> v.firstUsedAt() != null).count());
          if (first.permit().group() != null) row.put("group", first.permit().group());
          TermsArguments.write(first.permit().own(), row);
          call.row(row.put("createdAt", InstantText.of(first.createdAt())));
        });
  }

  private List<Account> of(String batch) {
    return accounts.vouchers().stream().filter(v -> batch.equals(v.batch())).toList();
  }

  private AdminReply.End revoke(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    Optional<String> batch = arguments.text("batch");
    List<Account> revoked;
    if (batch.isPresent()) {
      revoked = of(batch.get());
      if (revoked.isEmpty()) throw unknown(batch.get());
    } else {
      String typed = arguments.requiredText("voucher");
      revoked =
          VoucherCode.number(typed)
              .flatMap(accounts::find)
              .filter(Account::isVoucher)
              .map(List::of)
              .orElseThrow(() -> unknown(typed));
    }
    Ruled.of(() -> accounts.remove(revoked.stream().map(Account::userName).toList()));
    return AdminCall.done(AdminCodes.VOUCHER_REVOKED, "vouchers", Integer.toString(revoked.size()));
  }
}
