package jaruek.radius.directory;

import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.IntermediateResponseListener;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.util.function.Consumer;

/**
 * A search that takes no more than it asked for. The SDK collects entries as long as a server sends
 * some, whatever size limit it was told; here what is too much ends the connection.
 */
@SuppressWarnings("serial") // never written: the SDK wants it to be Serializable
final class BoundedSearch implements SearchResultListener, IntermediateResponseListener {
  /** References and intermediate responses passed over; we follow none of them. */
  static final int OTHERS_MAX = 1000;

  private static final long serialVersionUID = 1L;

  private final transient LDAPConnection connection;
  private final transient Consumer<SearchResultEntry> entries;
  private final int entriesMax;
  private int found;
  private int others;

  private BoundedSearch(
      LDAPConnection connection, int entriesMax, Consumer<SearchResultEntry> entries) {
    this.connection = connection;
    this.entriesMax = entriesMax;
    this.entries = entries;
  }

  /**
   * Gives each entry found to the consumer, the most being the request's size limit.
   *
   * @throws LDAPSearchException if the search did not succeed; {@code SIZE_LIMIT_EXCEEDED} also
   *     where the server does not keep to it
   * @throws LDAPException if there is no answer to it
   */
  static void run(
      LDAPConnection connection, SearchRequest request, Consumer<SearchResultEntry> entries)
      throws LDAPException {
    var bounded = new BoundedSearch(connection, request.getSizeLimit(), entries);
    SearchRequest listening =
        new SearchRequest(
            bounded,
            request.getBaseDN(),
            request.getScope(),
            request.getDereferencePolicy(),
            request.getSizeLimit(),
            request.getTimeLimitSeconds(),
            false,
            request.getFilter(),
            request.getAttributes());
    listening.setFollowReferrals(false);
    listening.setIntermediateResponseListener(bounded);
    try {
      connection.search(listening);
    } catch (LDAPSearchException e) {
      throw bounded.isTooMuch() ? bounded.tooMuch() : e;
    }
    if (bounded.isTooMuch()) throw bounded.tooMuch();
  }

  private boolean isTooMuch() {
    return found > entriesMax || others > OTHERS_MAX;
  }

  private LDAPSearchException tooMuch() {
    return found > entriesMax
        ? new LDAPSearchException(
            ResultCode.SIZE_LIMIT_EXCEEDED, "more entries than were asked for")
        : new LDAPSearchException(ResultCode.DECODING_ERROR, "references without end");
  }

  @Override
  public void searchEntryReturned(SearchResultEntry entry) {
    if (++found <= entriesMax) entries.accept(entry);
    else connection.close();
  }

  @Override
  public void searchReferenceReturned(SearchResultReference reference) {
    other();
  }

  @Override
  public void intermediateResponseReturned(IntermediateResponse response) {
    other();
  }

  private void other() {
    if (++others > OTHERS_MAX) connection.close();
  }
}
