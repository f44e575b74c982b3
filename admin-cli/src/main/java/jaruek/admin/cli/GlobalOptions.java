package jaruek.admin.cli;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What may be said before or after every command.
 *
 * @param config {@code --config}
 * @param socket {@code --socket}
 * @param format {@code --format}, a table unless said
 * @param language {@code --language}, else the environment's
 * @param zone {@code --zone}; see {@link CommandContext#zone} for the one that holds
 */
public record GlobalOptions(
    Optional<Path> config,
    Optional<Path> socket,
    OutputFormat format,
    Language language,
    Optional<ZoneId> zone) {}
