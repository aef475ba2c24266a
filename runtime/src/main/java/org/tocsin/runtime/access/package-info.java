/**
 * Who may do what over HTTP. {@link Access} judges every request: on the loopback address nobody needs a token, beyond
 * it everybody does. {@link Tokens} are random, kept as hashes in one file, and have scopes. A browser changes a token
 * for a session cookie, whose changes need a second token that other sites cannot read (CSRF).
 */
@NullMarked
package org.tocsin.runtime.access;

import org.jspecify.annotations.NullMarked;
