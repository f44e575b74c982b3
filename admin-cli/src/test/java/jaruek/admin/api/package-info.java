/** Tests of the admin protocol. */
@NullMarked
package jaruek.admin.api;

import org.jspecify.annotations.NullMarked;
