package jaruek.radius.proxy;

import org.jspecify.annotations.Nullable;

/** One request under way to one home server: sent again as it is until its window closes. */
final class Flight {
  final HomeLink link;

  /** Null for a Status-Server. */
  final @Nullable Job job;

  HomeLink.@Nullable Lane lane;
  int id;
  byte[] bytes = new byte[0];
  byte[] authenticator = new byte[0];
  long sentNanos;
  long lastSentNanos;
  long windowNanos;
  long resendNanos;
  long intervalNanos;

  /** When its window closed another may be asked, but a late answer counts. */
  boolean lapsed;

  Flight(HomeLink link, @Nullable Job job) {
    this.link = link;
    this.job = job;
  }
}
