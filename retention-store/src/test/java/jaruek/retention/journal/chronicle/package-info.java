@NullMarked
package jaruek.retention.journal.chronicle;

import org.jspecify.annotations.NullMarked;
