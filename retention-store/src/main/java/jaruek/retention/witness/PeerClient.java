package jaruek.retention.witness;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogException;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Asks a peer over HTTP to cosign our log's checkpoint, and keeps what it signs. */
final class PeerClient {
  private static final String SIZE_TYPE = "text/x.tlog.size";
  private static final int SHOWN_MAX = 200;

  private final StoreLog log;
  private final Witnesses witnesses;
  private final HttpPost http;
  private final InstantSource clock;

  PeerClient(StoreLog log, Witnesses witnesses, HttpPost http, InstantSource clock) {
    this.log = log;
    this.witnesses = witnesses;
    this.http = http;
    this.clock = clock;
  }

  /**
   * The request for a peer to cosign the newest checkpoint.
   *
   * @param oldSize that it cosigned last
   */
  static AddCheckpoint request(StoreLog log, long oldSize) {
    SignedNote note =
        log.checkpointNote()
            .orElseThrow(() -> new WitnessException("invalid", "the log has no checkpoint yet"));
    long size = Checkpoint.parse(note.text()).size();
    if (oldSize > size) {
      throw new WitnessException(
          "conflict",
          oldSize
              + " entries of this log were cosigned before, but it has only "
              + size
              + ": it was cut, or the store comes from an older backup");
    }
    return new AddCheckpoint(oldSize, log.consistencyProof(oldSize, size), note);
  }

  Witnesses.Kept ask(WitnessPeer peer, URI url) {
    long known =
        witnesses
            .newest(Witnesses.Kind.COSIGNATURE, peer.name())
            .map(Witnesses.Kept::size)
            .orElse(0L);
    AddCheckpoint request = request(log, Math.min(known, log.size()));
    HttpPost.Answer answer = post(url, request);
    if (answer.status() == 409 && answer.contentType().startsWith(SIZE_TYPE)) {
      request = request(log, size(peer, answer));
      answer = post(url, request);
    }
    if (answer.status() != 200) throw refused(peer, answer);
    return witnesses.keep(log, cosigned(peer, request.note(), answer), peer, clock);
  }

  private HttpPost.Answer post(URI url, AddCheckpoint request) {
    String base = url.toString().replaceAll("/+$", "");
    return http.post(
        URI.create(base + "/add-checkpoint"), "text/plain; charset=utf-8", request.bytes());
  }

  private static long size(WitnessPeer peer, HttpPost.Answer answer) {
    String text = new String(answer.body(), StandardCharsets.ISO_8859_1);
    if (!text.matches("(0|[1-9][0-9]{0,17})\n")) {
      throw new WitnessException("invalid", peer.name() + " answered 409 without a size");
    }
    return Long.parseLong(text.strip());
  }

  private static WitnessException refused(WitnessPeer peer, HttpPost.Answer answer) {
    String hint =
        switch (answer.status()) {
          case 403 -> "it does not take this log's key; give it the one of: jaruek key show";
          case 404 -> "it does not know this log, or the url is not its witness port";
          case 409 -> "it cosigned another history of this log";
          case 422 -> "it cosigned a history of this log that this one does not continue";
          default -> said(answer.body());
        };
    return new WitnessException(
        "refused", peer.name() + " answered " + answer.status() + ": " + hint);
  }

  private static String said(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ").strip();
    return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) : text;
  }

  /** Only lines of the peer's own key count; others are left out. */
  private static SignedNote cosigned(WitnessPeer peer, SignedNote note, HttpPost.Answer answer) {
    SignedNote with = note;
    for (String line : new String(answer.body(), StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.isEmpty() || with.signatures().size() >= note.signatures().size() + 8) continue;
      try {
        SignedNote.Signature signature = SignedNote.parseSignature(line);
        if (signature.name().equals(peer.origin())) with = with.with(signature);
      } catch (LogException e) {
        throw new WitnessException(
            "invalid", peer.name() + " answered with what is no signature", e);
      }
    }
    return with;
  }
}
