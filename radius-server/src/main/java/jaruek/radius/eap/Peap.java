package jaruek.radius.eap;

import jaruek.radius.login.Proof;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * PEAP version 0: an EAP conversation in a tunnel, without its headers, and a result that both
 * sides say inside before the outer one counts (MS-PEAP; RFC 9427 with TLS 1.3).
 */
final class Peap implements Tunnelled {
  /** The type of requests is the outer method's business. */
  private static final int PLAINTEXT = 0;

  private final Peer outerPeer;
  private final Peer peer;
  private final Conversation conversation;
  private @Nullable Step end;
  private int endResult;

  /** A tunnel's inside to come. */
  Peap(Methods methods, Peer outerPeer) {
    this.outerPeer = outerPeer;
    this.peer = outerPeer.inner("peap-");
    this.conversation = methods.inPeap(peer);
  }

  @Override
  public Step begin(Tunnel tunnel) {
    return inner(conversation.askIdentity(), 0);
  }

  @Override
  public Step resumed(Resumable remembered, Tunnel tunnel) {
    peer.asks(outerPeer.asking());
    peer.identify(remembered.userName());
    Step checked =
        peer.check(
            new Proof.Certificate(List.of()),
            "resumed",
            (account, keys) ->
                new Step.Finished(account, remembered.userName(), null, peer.method("resumed")));
    return inner(checked, 0);
  }

  @Override
  public Step acknowledged(Tunnel tunnel) {
    return new Step.Refused("peap-empty-message", peer.identity());
  }

  @Override
  public Step received(byte[] plaintext, Tunnel tunnel, EapPacket outer) {
    peer.asks(outerPeer.asking());
    EapPacket packet = packet(plaintext, outer.id());
    if (packet == null) return refused("peap-malformed");
    Step waiting = end;
    if (waiting != null) return result(packet, waiting);
    if (packet.type() == PeapTlv.TYPE) return refused("peap-result-too-early");
    int nextId = outer.id() + 1 & 0xff;
    return inner(conversation.answer(packet, nextId), nextId);
  }

  /** With its header or without. */
  private static @Nullable EapPacket packet(byte[] plaintext, int id) {
    boolean whole =
        plaintext.length > EapPacket.HEADER_BYTES
            && plaintext[0] == EapPacket.RESPONSE
            && ((plaintext[2] & 0xff) << 8 | plaintext[3] & 0xff) == plaintext.length;
    if (whole && EapPacket.read(plaintext) instanceof EapPacket.Read.Sound(var packet)) {
      return packet;
    }
    if (plaintext.length == 0) return null;
    byte[] data = Arrays.copyOfRange(plaintext, 1, plaintext.length);
    return new EapPacket(EapPacket.RESPONSE, id, plaintext[0] & 0xff, data);
  }

  private Step inner(Step step, int id) {
    return switch (step) {
      case Step.Request(int type, byte[] data) -> {
        byte[] plaintext = new byte[1 + data.length];
        plaintext[0] = (byte) type;
        System.arraycopy(data, 0, plaintext, 1, data.length);
        yield new Step.Request(PLAINTEXT, plaintext);
      }
      case Step.Later<?> later -> later.map(then -> inner(then, id));
      case Step.Finished done -> tell(done, PeapTlv.SUCCESS, id);
      case Step.Refused no -> tell(no, PeapTlv.FAILURE, id);
      case Step.Dropped dropped -> dropped;
    };
  }

  private Step tell(Step wanted, int result, int id) {
    end = wanted;
    endResult = result;
    return new Step.Request(PLAINTEXT, PeapTlv.request(id, result));
  }

  private Step result(EapPacket packet, Step wanted) {
    if (wanted instanceof Step.Refused) return wanted;
    if (packet.type() != PeapTlv.TYPE) return refused("peap-result-expected");
    OptionalInt said = PeapTlv.result(packet.data());
    if (said.isEmpty()) return refused("peap-result-malformed");
    return said.getAsInt() == endResult ? wanted : refused("peap-peer-says-failure");
  }

  private Step refused(String reason) {
    return new Step.Refused(reason, peer.identity());
  }
}
