/**
 * The only way out of the program. A {@link org.tocsin.runtime.http.GuardedClient} sends a {@link
 * org.tocsin.runtime.http.Request} and gives an {@link org.tocsin.runtime.http.Answer}; no failure of the other side is an
 * exception.
 *
 * <p>Whatever the address came from, it is refused when it names another scheme than http and https, a port that is not
 * allowed or a host whose addresses are not public. Addresses are judged where the connection is opened, by the resolver
 * that gives them to the socket, so no second look-up can put another in their place; every redirect goes the same way.
 * Time, headers, redirects, bytes before and after decompression and their ratio are limited by {@link
 * org.tocsin.runtime.http.Limits}. There are no proxies,
 * cookies or caches, and no retries but of a GET whose connection the server had closed.
 */
@NullMarked
package org.tocsin.runtime.http;

import org.jspecify.annotations.NullMarked;
