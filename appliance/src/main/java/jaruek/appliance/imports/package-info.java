/**
 * {@code jaruek import}: files read, taken apart and sent by the command; journalled, in bounds and
 * on record, by the appliance. A hostile file harms nobody but the command that reads it.
 *
 * <p>Start at {@link jaruek.appliance.imports.ImportFiles} (the command) and {@link
 * jaruek.appliance.imports.ImportCommand} (the appliance's side).
 */
@NullMarked
package jaruek.appliance.imports;

import org.jspecify.annotations.NullMarked;
