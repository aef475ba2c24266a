package org.tocsin.enrich.entity;

import java.util.List;

/** Words that tell what stands beside them: titles, ranks and roles before people, what places and organisations end in. */
final class Cues {
    static final int TITLE = 1;
    static final int ORGANIZATION = 2;
    static final int PLACE = 4;
    static final int INSIDE = 8;
    static final int EVENT = 16;
    static final int PLACE_BEFORE = 32;
    static final int SAYS = 64;
    static final int PRODUCT = 128;
    static final int DAY = 256;
    static final int ABBREVIATION = 512;
    static final int WORK = 1024;
    /** What institutions are that every country has. */
    static final int INSTITUTION = 4096;

    /** First names that are places as well. */
    static final int GIVEN = 2048;

    private static final LongTable WORDS = new LongTable(2048);

    static {
        enter(
                TITLE,
                "president vice-president premier chancellor minister secretary king queen prince princess emperor pope cardinal"
                        + " archbishop bishop rabbi imam ayatollah sheikh sultan emir senator congressman congresswoman representative"
                        + " governor mayor ambassador envoy judge justice attorney prosecutor general lieutenant colonel major captain"
                        + " sergeant corporal private admiral commodore marshal brigadier commander chief professor prof doctor dr mr"
                        + " mrs ms miss sir lord lady dame coach manager director chairman chairwoman chair ceo leader spokesman"
                        + " spokeswoman spokesperson analyst journalist reporter author actor actress singer star rapper comedian"
                        + " striker midfielder quarterback economist historian activist lawyer oligarch billionaire founder gen col"
                        + " lt sgt cpl pvt cmdr adm capt maj insp inspector superintendent constable detective sheriff sen rep gov president-elect speaker politician lawmaker mp novelist writer director-general"
                        + " chef pastor reverend rev father sister brother wife husband son daughter"
                        + " президент президента президенту президентом премьер премьер-министр прем'єр прем'єр-міністр прем'єр-міністра премьер-министра міністр міністра министр"
                        + " министра канцлер канцлера генерал генерала полковник полковника сенатор депутат депутата глава голова"
                        + " лидер лідер лідера лидера директор секретарь секретар журналист журналіст эксперт експерт аналитик"
                        + " аналітик професор профессор адмирал адмірал король командир речник речниця спикер спікер пресс-секретарь посол губернатор мэр мер"
                        + " prezydent prezydenta premier premiera minister ministra generał pułkownik senator poseł prezes dyrektor profesor"
                        + " präsident präsidenten bundeskanzler kanzler kanzlerin ministerin außenminister verteidigungsminister"
                        + " präsidentin président présidente ministre général presidente ministro primer");
        enter(
                ORGANIZATION,
                "ministry army navy force forces committee commission council agency department institute university"
                        + " college school party union association federation corporation corp company inc ltd group bank fund foundation"
                        + " court parliament congress senate assembly brigade battalion regiment division corps guard police bureau office"
                        + " center centre club league organization organisation society network news times post journal press service"
                        + " services team fc united city airlines airways motors industries systems technologies board authority command"
                        + " administration alliance coalition trust academy hospital church front movement initiative"
                        + " министерство міністерство армия армія партия партія комитет комітет совет рада банк институт інститут"
                        + " университет університет агентство служба управление управління компания компанія группа група фонд центр суд"
                        + " ministerstwo armia partia komitet rada instytut uniwersytet agencja służba");
        enter(
                PLACE,
                "region oblast province county district state city town village river lake sea ocean bay gulf strait island"
                        + " islands peninsula mountain mountains valley desert airport airbase base port street avenue road square bridge"
                        + " park beach stadium border prison airfield coast canal dam station hospital republic kingdom"
                        + " область області областью областю район районе районі край город місто села село");
        enter(
                INSIDE,
                "of the for and on in de von der van al el bin ben ibn du des la le di da dos del & to against under with");
        enter(
                INSTITUTION,
                "ministry ministries ministerium außenministerium verteidigungsministerium innenministerium"
                        + " landwirtschaftsministerium finanzministerium ministère ministerio ministerstwo ministerstvo министерство"
                        + " міністерство мид мзс мо мон мвд мвс msz mon msw mswia mfa");
        enter(
                EVENT,
                "war wars battle summit conference games olympics cup treaty agreement accord accords pact convention crisis"
                        + " revolution uprising massacre championship championships festival awards election elections offensive operation"
                        + " hurricane typhoon cyclone storm bowl series open prix tour act day forum exercise protocol declaration");
        enter(
                PLACE_BEFORE,
                "in at near from to into across around outside inside toward towards over north south east west"
                        + " northern southern eastern western central city town village region province capital port of between"
                        + " в у на из із з под під біля возле около w na nach aus von bei à en dans");
        enter(
                SAYS,
                "said says told tells added warned announced asked wrote argued claimed replied explained noted who"
                        + " сказал сказала заявил заявила сообщил сообщила сказав сказала заявив заявила повідомив зазначив повідомила powiedział stwierdził sagte");
        enter(
                PRODUCT,
                "missile missiles drone drones tank tanks rocket rockets jet jets fighter aircraft system systems rifle"
                        + " howitzer howitzers launcher launchers submarine ship cruiser phone game app album film movie book show series podcast console");
        enter(
                GIVEN,
                "georgia paris jordan austin sydney chelsea florence victoria kenya charlotte madison brooklyn savannah virginia"
                        + " carolina dakota houston devon odessa adelaide asia india chad israel milan vienna geneva alexandria troy"
                        + " lincoln jackson preston kingston santiago diego lourdes london dallas phoenix");
        enter(WORK, "book film movie novel game app album song series podcast documentary magazine memoir musical");
        enter(
                DAY,
                "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
                        + " september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec");
        enter(
                ABBREVIATION,
                "mr mrs ms dr st prof gen col lt sgt capt maj sen rep gov rev jr sr vs no inc ltd corp adm cmdr");
    }

    private Cues() {}

    private static void enter(int cue, String words) {
        for (String word : List.of(words.split(" "))) {
            long key = Tokens.key(word);
            WORDS.put(key, Math.max(0, WORDS.get(key)) | cue);
        }
    }

    static int of(long key) {
        return key == 0 ? 0 : Math.max(0, WORDS.get(key));
    }

    static boolean abbreviation(long key) {
        return (of(key) & ABBREVIATION) != 0;
    }
}
