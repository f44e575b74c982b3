/** Tests of the command line against a fake appliance on a real Unix socket. */
@NullMarked
package jaruek.admin.cli;

import org.jspecify.annotations.NullMarked;
