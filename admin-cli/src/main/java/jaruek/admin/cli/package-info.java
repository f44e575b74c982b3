/**
 * The {@code jaruek} command line: parses and checks what was asked, sends it to the appliance, and
 * prints the answer as a table, JSON or CSV, in Thai or English.
 *
 * <p>Start at {@link JaruekCommandLine}; {@link RemoteCommands} lists what the appliance answers,
 * and a {@link Command} of another module's is added beside them. {@link CommandContext} is what a
 * running command works with. Only this package knows picocli.
 */
@NullMarked
package jaruek.admin.cli;

import org.jspecify.annotations.NullMarked;
