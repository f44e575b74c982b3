package jaruek.radius.login;

/**
 * A RADIUS client as those see it who decide on logins.
 *
 * @param name as configured
 * @param macAuthentication whether devices may log in through it by nothing but their MAC
 */
public record RadiusClientRef(String name, boolean macAuthentication) {}
