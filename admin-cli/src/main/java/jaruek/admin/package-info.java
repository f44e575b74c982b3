/** Admin. */
@NullMarked
package jaruek.admin;

import org.jspecify.annotations.NullMarked;
