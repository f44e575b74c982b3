package jaruek.radius.eap;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the table. Between {@link #enter} and {@link #leave} it belongs to one thread
 * at a time.
 */
final class Session {
  static final int STATE_BYTES = 16;

  final byte[] state;
  final String client;
  final Peer peer;
  private final AtomicBoolean inWork = new AtomicBoolean();
  volatile long usedAtMillis;

  /** Null once it has ended: then only the last reply is left, for a repeat. */
  @Nullable Conversation conversation;

  /** The identifier of the request that waits for its response. */
  int requestId;

  /** What was answered last, and how. */
  byte[] lastMessage = new byte[0];

  volatile @Nullable EapReply lastReply;

  /** The question to put again when {@link #lastMessage} comes again. */
  Step.@Nullable Later<?> retry;

  Session(byte[] state, String client, Peer peer, Conversation conversation, long nowMillis) {
    this.state = state;
    this.client = client;
    this.peer = peer;
    this.conversation = conversation;
    this.usedAtMillis = nowMillis;
  }

  /** The State attribute as a key: 128 random bits. */
  record Key(long high, long low) {
    static Key of(byte[] state) {
      ByteBuffer bytes = ByteBuffer.wrap(state);
      return new Key(bytes.getLong(), bytes.getLong());
    }
  }

  boolean enter() {
    return inWork.compareAndSet(false, true);
  }

  void leave() {
    inWork.set(false);
  }

  boolean heavy() {
    Conversation now = conversation;
    return now != null && now.heavy();
  }
}
