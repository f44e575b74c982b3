package jaruek.appliance.config;

import jaruek.retention.record.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An address and port to listen on: "0.0.0.0:1812", "[::1]:1812".
 *
 * @param port 0-65535; 0 takes a free one
 */
public record Endpoint(IpAddress address, int port) {

  /** The endpoint with this text, empty if the address or the form is none. Port -1 if no port. */
  static Optional<Endpoint> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) return Optional.empty();
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    if (!bracketed && host.indexOf(':') >= 0) return Optional.empty();
    int port = port(text.substring(colon + 1));
    return IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host)
        .map(address -> new Endpoint(address, port));
  }

  private static int port(String digits) {
    if (!digits.matches("[0-9]{1,9}")) return -1;
    int port = Integer.parseInt(digits);
    return port > 65_535 ? -1 : port;
  }

  /** As the JDK and Netty take it. */
  public InetSocketAddress socketAddress() {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes is always one", e);
    }
  }

  boolean clashes(Endpoint other) {
    return port != 0
        && port == other.port
        && (address.equals(other.address) || any(address) || any(other.address));
  }

  private static boolean any(IpAddress address) {
    return address.equals(IpAddress.UNSPECIFIED) || address.equals(IpAddress.ofIpv4(0));
  }

  @Override
  public String toString() {
    return (address.isIpv4() ? address.toString() : "[" + address + "]") + ":" + port;
  }
}
