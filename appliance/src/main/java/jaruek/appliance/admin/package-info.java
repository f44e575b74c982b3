/**
 * The admin socket: who may ask what, under which case, and the record of every request.
 *
 * <p>Start at {@link AdminServer}, then {@link AdminCommand}. {@link Cases} and {@link
 * DeviceRegistry} hold what the commands change; {@link OperationLog} is where everything is
 * written down before it is answered.
 */
@NullMarked
package jaruek.appliance.admin;

import org.jspecify.annotations.NullMarked;
