package org.tocsin.runtime.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Gives the addresses of a name; may block. */
@FunctionalInterface
public interface NameLookup {
    InetAddress[] lookup(String host) throws UnknownHostException;
}
