/**
 * HTTPS on the one server. {@link TlsSettings} name a certificate and its key as PEM files, {@link Tls} offers them to
 * Jetty, with HTTP/2 so that a browser may keep more than six streams open, and takes renewed files over without a restart.
 */
@NullMarked
package org.tocsin.runtime.tls;

import org.jspecify.annotations.NullMarked;
