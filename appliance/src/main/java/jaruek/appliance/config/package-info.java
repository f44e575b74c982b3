/**
 * The configuration: a strict YAML file, read into records, every fault reported at once with its
 * key and line.
 *
 * <p>Start at {@link Configuration#load}.
 */
@NullMarked
package jaruek.appliance.config;

import org.jspecify.annotations.NullMarked;
