package jaruek.radius.login;

/**
 * A try to log in.
 *
 * @param userName as it came, of TLS methods the inner one
 */
public record Attempt(String userName, Proof proof, Asking asking) {}
