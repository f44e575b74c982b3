/**
 * Users whom an LDAP directory or Active Directory knows: asked by binding as them. The UnboundID
 * LDAP SDK is imported here only.
 *
 * <p>Start at {@link DirectoryLogins}; {@link OrderedLogins} puts it beside our own accounts.
 */
@NullMarked
package jaruek.radius.directory;

import org.jspecify.annotations.NullMarked;
