package org.tocsin.ingest.address;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which parameters of a query say how a reader came, or who they are, and not what they read. */
final class Tracking {
    /** Families of campaign and analytics parameters. */
    private static final List<String> PREFIXES = List.of(
            "utm_",
            "at_",
            "ns_",
            "mc_",
            "pk_",
            "mtm_",
            "piwik_",
            "matomo_",
            "hsa_",
            "_hs",
            "__hs",
            "guce_",
            "guc",
            "_guc",
            "vero_",
            "ga_",
            "_ga",
            "gaa_",
            "stm_",
            "oly_",
            "wt_",
            "wt.",
            "itm_",
            "int_",
            "cx_",
            "fb_",
            "trk_",
            "_branch_",
            "amp_",
            "share_",
            "soc_",
            "__twitter_",
            "sc_c",
            "s_cid",
            "s_kwcid",
            "algo_",
            "spm");

    /** Click ids, referrers, campaign and sharing parameters. */
    private static final Set<String> NAMES = Set.of(
            "fbclid",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "msclkid",
            "yclid",
            "ysclid",
            "twclid",
            "ttclid",
            "igshid",
            "igsh",
            "li_fat_id",
            "mkt_tok",
            "_openstat",
            "rb_clickid",
            "wickedid",
            "ref",
            "ref_src",
            "ref_url",
            "refsrc",
            "refer",
            "referrer",
            "referer",
            "referral",
            "cmp",
            "cmpid",
            "campaign",
            "campaign_id",
            "camp",
            "icid",
            "intcid",
            "intcmp",
            "ncid",
            "ocid",
            "scid",
            "ito",
            "smid",
            "smtyp",
            "xtor",
            "eref",
            "esrc",
            "traffic_source",
            "tsrc",
            ".tsrc",
            "yptr",
            "guccounter",
            "ftag",
            "ftcamp",
            "xid",
            "srnd",
            "sref",
            "leadsource",
            "linkid",
            "mbid",
            "bxid",
            "cndid",
            "trk",
            "ef_id",
            "_gl",
            "gift",
            "unlocked_article_code",
            "sharetoken",
            "sharetype",
            "shared",
            "share",
            "sfnsn",
            "mibextid",
            "taid",
            "emc",
            "instance_id",
            "segment_id",
            "regi_id",
            "user_id",
            "dicbo",
            "usqp",
            "feature",
            "rss",
            "rssfeed",
            "partner_id",
            "newsletter",
            "nlid",
            "echobox",
            "ceid",
            "emci",
            "emdi",
            "ss_source",
            "ss_campaign_id",
            "wtmc",
            "wt_zmc",
            "traffic",
            "test_uuid",
            "test_variant",
            "rd");

    /** The same page in the dress of another reader. */
    private static final Set<String> VARIANTS =
            Set.of("outputtype=amp", "output=amp", "amp", "view=amp", "m=1", "mobile=1");

    /** Caches that are to be gone round. */
    private static final Set<String> CACHE = Set.of("_", "nocache", "cachebuster", "cb", "rnd", "rand");

    private static final Pattern SESSION = Pattern.compile(
            "(jsessionid|phpsessid|aspsessionid\\w*|asp\\.net_sessionid|sessionid|session_id|sessid|zenid|oscsid|cfid|cftoken)=.*"
                    + "|(s|sid)=[0-9a-f]{32}");

    /** Parameters that may name the article, and here name the channel. */
    private static final Pattern CHANNEL =
            Pattern.compile("(source|src|from|origin|via|channel|partner|medium|type|feed)="
                    + "(rss\\w*|feed\\w*|atom|amp|social\\w*|twitter|x|facebook|fb|instagram|linkedin|telegram|tg|whatsapp|viber|reddit"
                    + "|vk|email|e?mail\\w*|newsletter\\w*|push\\w*|app|ios|android|google\\w*|bing|yahoo|flipboard|smartnews"
                    + "|apple_?news|upday|msn|home\\w*|hp|share\\w*|partner\\w*|syndication)");

    private Tracking() {}

    /**
     * Whether {@code parameter} ({@code name=value} or a name alone, decoded) says nothing of the article.
     *
     * @param script whether the path ends in a script, where {@code mod} names the part of the site
     */
    static boolean is(String parameter, boolean script) {
        String lower = parameter.toLowerCase(Locale.ROOT);
        int equals = lower.indexOf('=');
        String name = equals < 0 ? lower : lower.substring(0, equals);
        return lower.isEmpty()
                || NAMES.contains(name)
                || CACHE.contains(name)
                || VARIANTS.contains(lower)
                || name.equals("amp")
                || (name.equals("mod") && !script)
                || PREFIXES.stream().anyMatch(name::startsWith)
                || SESSION.matcher(lower).matches()
                || CHANNEL.matcher(lower).matches();
    }
}
