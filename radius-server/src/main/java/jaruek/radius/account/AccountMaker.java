package jaruek.radius.account;

import jaruek.radius.account.AccountFile.Stored;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes of accounts what is stored of them: hashes, and sealed secrets where they are wanted. */
final class AccountMaker {
  private final PasswordCost cost;
  private final SecretSeal seal;
  private final SecureRandom random;
  private final InstantSource clock;

  AccountMaker(PasswordCost cost, SecretSeal seal, SecureRandom random, InstantSource clock) {
    this.cost = cost;
    this.seal = seal;
    this.random = random;
    this.clock = clock;
  }

  /** What an unknown user is checked against: nobody has its password. */
  Stored nobody() {
    byte[] password = new byte[16];
    random.nextBytes(password);
    Account account =
        Account.fresh("", Person.UNKNOWN, Permit.PLAIN, true, null, Instant.EPOCH)
            .disabled(true, Instant.EPOCH);
    return new Stored(account, PasswordHash.of(password, cost, random), seal.seal("", password));
  }

  Stored prepare(NewAccount checked) {
    Account account =
        Account.fresh(
            checked.userName(),
            checked.person(),
            checked.permit(),
            checked.chap(),
            checked.batch(),
            clock.instant());
    return sealed(account, checked.password());
  }

  Stored sealed(Account account, String password) {
    if (account.isDevice()) return new Stored(account, Stored.DEVICE, null);
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    byte[] chapSecret = account.chap() ? seal.seal(account.userName(), bytes) : null;
    return new Stored(account, PasswordHash.of(bytes, cost, random), chapSecret);
  }

  /** All of them, on all processors. */
  List<Stored> prepare(List<NewAccount> wanted, ImportProgress progress) {
    try (ExecutorService processors =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("account-import-", 0).factory())) {
      List<Future<Stored>> hashing =
          wanted.stream().map(one -> processors.submit(() -> prepare(one))).toList();
      List<Stored> prepared = new ArrayList<>(wanted.size());
      for (Future<Stored> next : hashing) {
        prepared.add(next.get());
        progress.hashed(prepared.size(), wanted.size());
      }
      return prepared;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AccountException("the import was interrupted, nothing was added", e);
    } catch (ExecutionException e) {
      throw new AccountException("a password could not be hashed, nothing was added", e);
    }
  }
}
