/**
 * Attributes by name: dictionaries in FreeRADIUS's format, those of the vendors met here shipped
 * with us, and values as text turned into attributes to be sent.
 *
 * <p>Start at {@link Dictionaries}.
 */
@NullMarked
package jaruek.radius.dictionary;

import org.jspecify.annotations.NullMarked;
