package jaruek.radius.eap;

import org.jspecify.annotations.Nullable;

/**
 * What goes on inside a TLS tunnel. The data of its requests is plaintext, and a {@link
 * Step.Finished} has no key yet: {@link TlsMethod} adds both. Never two calls at a time.
 */
interface Tunnelled {
  /**
   * The tunnel stands and it is our turn.
   *
   * @return null to wait for what the peer sends
   */
  @Nullable Step begin(Tunnel tunnel);

  /** What the peer sent. */
  Step received(byte[] plaintext, Tunnel tunnel, EapPacket outer);

  /** The peer has seen our last request and has nothing to say. */
  Step acknowledged(Tunnel tunnel);

  /** The tunnel was resumed, and this is who opened it. Checked again by this. */
  Step resumed(Resumable remembered, Tunnel tunnel);
}
