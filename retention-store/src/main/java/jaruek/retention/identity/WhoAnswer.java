package jaruek.retention.identity;

import jaruek.retention.coverage.Coverage;
import jaruek.retention.query.Row;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link WhoQuestion}.
 *
 * @param verdict what it comes to
 * @param candidates everyone it may have been, the best known first
 * @param coverage what was recorded around that time
 * @param complete false if a limit was hit, so that there may be more candidates: name a port, a
 *     protocol or a narrower time
 */
public record WhoAnswer(
    Verdict verdict, List<Candidate> candidates, Coverage.Report coverage, boolean complete) {
  /** Copies the list. */
  public WhoAnswer {
    candidates = List.copyOf(candidates);
  }

  /** What an answer comes to. */
  public enum Verdict {
    /** Every trace leads to one account. */
    IDENTIFIED,
    /** More than one account, or one and a device without any. */
    AMBIGUOUS,
    /** The appliance was recording and no trace leads to an account. */
    UNKNOWN,
    /** Nothing was found, and the appliance was not recording at that time. */
    NOT_RECORDED;

    /** As in answers: {@code not-recorded}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One account or device it may have been.
   *
   * @param user the account; null if none is known
   * @param fullName from the account directory
   * @param insideAddress where it was behind the translation
   * @param mac its hardware address
   * @param session the session it was in; null if the account is known in another way
   * @param nat the record of the translation; null if none was needed
   * @param joins the steps that led here, in order
   */
  public record Candidate(
      @Nullable String user,
      @Nullable String fullName,
      IpAddress insideAddress,
      @Nullable MacAddress mac,
      @Nullable Session session,
      @Nullable Nat nat,
      List<Join> joins) {
    /** Copies the list. */
    public Candidate {
      joins = List.copyOf(joins);
    }
  }

  /**
   * A translation: who inside spoke as whom outside, and with whom. From a traffic row; null where
   * that has none.
   */
  public record Nat(
      IpAddress publicAddress,
      @Nullable Integer publicPort,
      IpAddress insideAddress,
      @Nullable Integer insidePort,
      @Nullable IpAddress remoteAddress,
      @Nullable Integer remotePort,
      @Nullable Integer protocol,
      @Nullable Long startedAtMillis,
      @Nullable Long endedAtMillis,
      @Nullable IpAddress exporter,
      @Nullable String origin) {}

  /**
   * One step.
   *
   * @param step {@code nat}, {@code session}, {@code lease}, {@code mac}, {@code mac-session},
   *     {@code mac-login}, {@code login}, {@code home-login}, {@code firewall-user} or {@code
   *     account}; {@code import} behind the first where one of them rests on an imported row
   * @param basis how the step is known
   * @param record the stored row; null for the account directory, and for an import whose record is
   *     gone
   */
  public record Join(String step, Basis basis, @Nullable Row record) {}
}
