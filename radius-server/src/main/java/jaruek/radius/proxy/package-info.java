/**
 * Logins and accounting of other realms, handed on to their home servers as eduroam does it: which
 * name goes where ({@link Realms}), what is changed in a packet on its way ({@code Onward}, {@code
 * Homeward}), which home server is asked and whether it lives ({@code HomeLink}, {@code
 * HomeState}), and everything that is under way ({@code ProxyClient}).
 *
 * <p>The words are those of FreeRADIUS's proxy.conf where it has one for the thing.
 *
 * <p>Start at {@link Proxy} and {@link ProxyConfig}.
 */
@NullMarked
package jaruek.radius.proxy;

import org.jspecify.annotations.NullMarked;
