package org.tocsin.runtime.access;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cookies of this host alone. Over TLS, of this server or of a proxy before it, they are {@code Secure} and have the prefix
 * {@code __Host-}, so that no neighbour on another name of the domain can plant them; over plain HTTP a browser would
 * refuse them so. Such a request sees none of the other kind.
 */
final class Cookies {
    private static final String PREFIX = "__Host-";
    private static final String TLS = "https://";

    private final String behindProxy;

    /** {@code home} is the address that the operator gives the server, empty for none; under one of https a proxy speaks TLS. */
    Cookies(String home) {
        behindProxy = home.startsWith(TLS) ? host(home.substring(TLS.length())) : "";
    }

    private static String host(String address) {
        return address.replaceFirst("/.*", "").replaceFirst(":443$", "").toLowerCase(Locale.ROOT);
    }

    private boolean secure(Context context) {
        String asked = context.host();
        return context.scheme().equals("https")
                || (asked != null && !behindProxy.isEmpty() && host(asked).equals(behindProxy));
    }

    /** What a request brings, or null. */
    @Nullable
    String get(Context context, String name) {
        return context.cookie(secure(context) ? PREFIX + name : name);
    }

    /** Gives the browser a cookie for so many seconds; a hidden one is not for scripts. */
    void set(Context context, String name, String value, int seconds, boolean hidden, SameSite from) {
        boolean secure = secure(context);
        context.cookie(new Cookie(secure ? PREFIX + name : name, value, "/", seconds, secure, hidden, null, from));
    }

    /** Takes one back; as strict as it was given, or the browser keeps it. */
    void remove(Context context, String name) {
        set(context, name, "", 0, true, SameSite.STRICT);
    }
}
