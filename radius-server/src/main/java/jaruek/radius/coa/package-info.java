/**
 * Dynamic authorization, RFC 5176: ends and changes sessions at the NAS, by command and by itself
 * when an account may no longer be online.
 *
 * <p>Start at {@link SessionControl} (a session in, what came of it out) and {@link Reconciler}
 * (who must go); {@link CoaClient} speaks the protocol.
 */
@NullMarked
package jaruek.radius.coa;

import org.jspecify.annotations.NullMarked;
