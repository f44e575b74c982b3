package jaruek.appliance;

import jaruek.admin.api.AdminCodec;
import jaruek.appliance.admin.OperationLog;
import jaruek.radius.account.Accounts;
import jaruek.retention.expiry.IdentityClock;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts as retention sees them; what it purges is an operation. */
record KeptAccounts(Accounts accounts, OperationLog operations) implements IdentityClock.Accounts {
  private static final Logger LOG = LoggerFactory.getLogger(KeptAccounts.class);

  @Override
  public Collection<IdentityClock.Account> all() {
    return accounts.history().stream()
        .map(
            account ->
                new IdentityClock.Account(
                    account.id(),
                    account.userName(),
                    account.createdAt().toEpochMilli(),
                    account.closedAt() == null ? null : account.closedAt().toEpochMilli()))
        .toList();
  }

  @Override
  public void purge(IdentityClock.Account account) {
    operations.record(
        "system",
        "account-purge",
        null,
        AdminCodec.object().put("user", account.userName()).put("id", account.id()),
        "done",
        null);
    accounts.purge(account.id());
    LOG.info("what was left of a closed account was removed");
  }
}
