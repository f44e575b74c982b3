package jaruek.radius.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import jaruek.radius.account.AccountRules;
import jaruek.radius.directory.DirectoryConfig.Servers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whatever a directory answers: a login let in or kept out in words, in time, in little memory. */
class DirectoryFuzzTest {
  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 20_000);

  private static final int ANSWERS = Math.min(ROUNDS / 50, 20_000);
  private static final long SEED = Long.getLong("jaruek.fuzz.seed", 20261123);
  private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
  private static final String DN = "uid=somchai,ou=people," + School.BASE;
  private static final byte[] DONE = HostileDirectory.result(0x65, 0);
  private static final byte[] BOUND = HostileDirectory.result(0x61, 0);
  private static final byte[] USER =
      HostileDirectory.entry(
          DN,
          HostileDirectory.attribute("uid", "somchai".getBytes(UTF_8)),
          HostileDirectory.attribute("cn", "สมชาย ใจดี".getBytes(UTF_8)),
          HostileDirectory.attribute("accountExpires", "9223372036854775807".getBytes(UTF_8)),
          HostileDirectory.attribute("shadowExpire", "30000".getBytes(UTF_8)),
          HostileDirectory.attribute("memberOf", School.group("Teachers").getBytes(UTF_8)));

  // ---- what is in an entry ----

  /** Pairs: which attribute, its value's length, its value. */
  @FuzzTest
  void anyEntryIsAUserOrNone(byte[] bytes) {
    List<Attribute> attributes = new ArrayList<>();
    for (int at = 0; at + 1 < bytes.length; ) {
      String name = UserEntry.ATTRIBUTES.get((bytes[at] & 0xff) % UserEntry.ATTRIBUTES.size());
      int length = Math.min(bytes[at + 1] & 0xff, bytes.length - at - 2);
      byte[] value = Arrays.copyOfRange(bytes, at + 2, at + 2 + length);
      attributes.add(new Attribute(name, value));
      at += 2 + length;
    }
    UserEntry user = new UserEntry(new Entry(DN, attributes));
    user.refusal(NOW);
    user.name(null, "somchai")
        .ifPresent(
            name -> {
              assertTrue(name.getBytes(UTF_8).length <= AccountRules.USER_NAME_BYTES_MAX);
              assertFalse(name.isBlank());
            });
    String full = user.fullName();
    if (full != null) {
      assertTrue(full.length() <= AccountRules.TEXT_CHARS_MAX);
      assertEquals(full, new String(full.getBytes(UTF_8), UTF_8)); // no half of a character
    }
    for (String group : user.memberOf()) {
      UserEntry.fits("teachers", group);
      UserEntry.fits(School.group("Pupils"), group);
    }
  }

  @Test
  void randomEntriesAreUsersOrNone() {
    Random random = new Random(SEED);
    byte[] sound = {
      0,
      4,
      (byte) 0xf0,
      (byte) 0x9f,
      (byte) 0x98,
      (byte) 0x80,
      4,
      10,
      'c',
      'n',
      '=',
      'T',
      'e',
      'a',
      'c',
      'h',
      'e',
      'r',
      2,
      3,
      'd',
      'o',
      'm',
      5,
      3,
      '5',
      '1',
      '2',
      6,
      4,
      '9',
      '9',
      '9',
      '9'
    };
    for (int round = 0; round < ROUNDS; round++) anyEntryIsAUserOrNone(damaged(random, sound));
  }

  // ---- what comes by the connection ----

  /** Answers to the bind of the service, the search, the bind of the user, the search of groups. */
  @FuzzTest
  void anyAnswersOfAServerEndInAVerdict(byte[] bytes) throws IOException {
    BugDetectors.allowNetworkConnections((host, port) -> true); // to the server here
    Asking asking = shared;
    if (asking == null) shared = asking = new Asking();
    asking.verdict(bytes);
  }

  /** Made once: a school and its threads take longer than an answer. */
  private static @Nullable Asking shared;

  @AfterAll
  static void stop() throws IOException {
    if (shared != null) shared.close();
    shared = null;
  }

  /** A directory in front of one login. */
  private static final class Asking implements AutoCloseable {
    final HostileDirectory hostile = new HostileDirectory();
    final DirectoryLogins logins;
    private final School school = school();

    Asking() throws IOException {
      Servers servers =
          new Servers(List.of(hostile.server()), false, null, Duration.ofMillis(1500));
      logins = school.logins(School.config(servers, School.searching(), School.groups()));
    }

    private static School school() {
      try {
        return new School();
      } catch (com.unboundid.ldap.sdk.LDAPException e) {
        throw new AssertionError(e);
      }
    }

    /** Pieces with a length of two bytes before each; its highest bit: as it is, not a message. */
    String verdict(byte[] bytes) throws IOException {
      List<HostileDirectory.Reply> replies = new ArrayList<>();
      replies.add(HostileDirectory.operations(BOUND));
      for (int at = 0; at + 2 <= bytes.length; ) {
        int length = (bytes[at] & 0x7f) << 8 | bytes[at + 1] & 0xff;
        boolean raw = bytes[at] < 0;
        int end = Math.min(bytes.length, at + 2 + length);
        byte[] piece = Arrays.copyOfRange(bytes, at + 2, end);
        replies.add(
            raw
                ? closing(HostileDirectory.raw(piece))
                : closing(HostileDirectory.operations(piece, DONE)));
        at = end;
      }
      return verdict(replies);
    }

    String verdict(List<HostileDirectory.Reply> replies) throws IOException {
      hostile.answer(replies);
      school.pass(Duration.ofMinutes(5)); // it is asked again, though it failed
      String verdict = Asked.password(logins, "somchai", "สวัสดี-1");
      assertFalse(verdict.equals("failed"), verdict);
      return verdict;
    }

    @Override
    public void close() throws IOException {
      logins.close();
      school.close();
      hostile.close();
    }
  }

  @Test
  void damagedAnswersEndInAVerdict() throws IOException {
    Random random = new Random(SEED);
    try (Asking asking = new Asking()) {
      assertEquals("somchai/สมชาย ใจดี/staff", asking.verdict(sound()));
      for (int round = 0; round < ANSWERS; round++) {
        List<HostileDirectory.Reply> replies = sound();
        int at = random.nextInt(4);
        byte[] answer = List.of(BOUND, concat(USER, DONE), BOUND, DONE).get(at);
        byte[] whole = HostileDirectory.message(1, answer);
        replies.set(
            at,
            random.nextInt(4) == 0
                ? closing(HostileDirectory.raw(damaged(random, whole)))
                : closing(HostileDirectory.operations(damaged(random, answer))));
        asking.verdict(replies);
      }
      assertEquals("somchai/สมชาย ใจดี/staff", asking.verdict(sound()));
    }
  }

  /** Hangs up after it, as nobody is to wait for the rest. */
  private static HostileDirectory.Reply closing(HostileDirectory.Reply reply) {
    return (id, to) -> {
      reply.write(id, to);
      to.flush();
      to.close();
    };
  }

  private static List<HostileDirectory.Reply> sound() {
    return new ArrayList<>(
        List.of(
            HostileDirectory.operations(BOUND),
            HostileDirectory.operations(USER, DONE),
            HostileDirectory.operations(BOUND),
            HostileDirectory.operations(DONE)));
  }

  /** The SDK throws unchecked at it. */
  @Test
  void aResultOfAnotherKindThanAskedForIsNoAnswer() throws IOException {
    try (Asking asking = new Asking()) {
      for (int at = 0; at < 4; at++) {
        for (byte[] other : List.of(BOUND, DONE, HostileDirectory.result(0x69, 0))) {
          List<HostileDirectory.Reply> replies = sound();
          replies.set(at, closing(HostileDirectory.operations(other)));
          asking.verdict(replies);
        }
      }
    }
  }

  /** A server that does not mind how many entries were asked for. */
  @Test
  void entriesWithoutEndAreNotCollected() throws IOException {
    try (Asking asking = new Asking()) {
      byte[] big = HostileDirectory.entry(DN, HostileDirectory.attribute("cn", new byte[1 << 20]));
      HostileDirectory.Reply endless =
          (id, to) -> {
            for (int i = 0; i < 4000; i++) to.write(HostileDirectory.message(id, big));
          };
      String verdict = asking.verdict(List.of(HostileDirectory.operations(BOUND), endless));
      assertTrue(List.of("ambiguous-user", "directory-unreachable").contains(verdict), verdict);
      assertEquals("somchai/สมชาย ใจดี/staff", asking.verdict(sound()));
    }
  }

  @Test
  void aUserInTwentyThousandGroupsIsLetIn() throws IOException {
    byte[][] groups =
        IntStream.range(0, 20_000)
            .mapToObj(i -> School.group("g" + i).getBytes(UTF_8))
            .toArray(byte[][]::new);
    byte[] user =
        HostileDirectory.entry(
            DN,
            HostileDirectory.attribute("uid", "somchai".getBytes(UTF_8)),
            HostileDirectory.attribute("memberOf", groups));
    try (Asking asking = new Asking()) {
      List<HostileDirectory.Reply> replies = sound();
      replies.set(1, HostileDirectory.operations(user, DONE));
      assertEquals("somchai/null/null", asking.verdict(replies));
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] damaged(Random random, byte[] sound) {
    byte[] bytes =
        random.nextInt(8) == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
    for (int flips = 1 + random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }
}
