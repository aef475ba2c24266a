import {html, useState, useEffect, useRef, useApi, useServed, Windows, Empty, AlertMe, link, number, decimal, topicName, past, Time, safe, label, to, trouble, say} from "./base.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article, EntityKey} from "./article.js";
import {Plot, span} from "./plots.js";
import {useStream, usePace} from "./live.js";

/** Articles on the page; more of those that came in a pause are a button away. */
const SHOWN = 200;
const WAITING = 3000;
const BARS = {PT15M: 45, PT1H: 60, PT6H: 72, PT24H: 96, P7D: 84, P30D: 90, P365D: 120};

export function Now({params}) {
  const q = params.q || "";
  const w = params.w || "PT24H";
  const [again, setAgain] = useState(0);
  const [articles, setArticles] = useState([]);
  const [alerts, setAlerts] = useState([]);
  const [paused, setPaused] = useState(false);
  const waiting = useRef([]);
  const [waits, setWaits] = useState(0);
  const [most, setMost] = useState(SHOWN);
  const kept = useRef(SHOWN);
  const passed = useRef(0);
  // of the past the stream goes on from the time that the first answer is of
  const since = useRef(null);
  const ofThen = params.at ? {at: () => { since.current = past(); return since.current?.toISOString(); }} : {};
  const begun = useApi("articles", {q, limit: 50, ...ofThen}, `${params.at || ""} ${params.speed || ""} ${again}`);
  const [tick, changed] = usePace(5);
  // of the present they come with the stream
  const latest = useServed("alerts", {limit: 30}, `${params.at ? tick : ""} ${again}`);
  useEffect(() => {
    if (!begun.error || trouble(begun.error) === "refused") return undefined;
    const timer = setTimeout(() => setAgain(n => n + 1), 3000);
    return () => clearTimeout(timer);
  }, [begun.error]);
  useEffect(() => { setArticles([]); setAlerts([]); waiting.current = []; passed.current = 0; kept.current = SHOWN; setWaits(0); setMost(SHOWN); }, [q, params.at]);
  const travels = Boolean(Number(params.speed));
  const ready = begun.value && !begun.stale && !begun.error && (travels || !params.at);
  useStream(ready ? "stream" : null, {
    params: () => ({q, ...(params.at ? {at: past().toISOString(), speed: params.speed} : {})}),
    of: `${q} ${params.at || ""} ${params.speed || ""}`,
    // the stream goes on where the first answer ends, so that nothing falls between them
    after: params.at ? `past.${+since.current}.0` : begun.value?.place,
    idle: params.at ? "past" : begun.error ? trouble(begun.error) : "connecting",
    names: ["article", "alert", "clock"],
    onEvent: (name, value) => {
      if (name === "alert") setAlerts(old => [value, ...old.filter(a => a.id !== value.id)].slice(0, 30));
      if (name !== "article") return;
      changed();
      waiting.current.push(value);
      if (waiting.current.length > WAITING) { waiting.current.shift(); passed.current++; }
    }
  });
  const take = () => {
    if (!waiting.current.length) return;
    const fresh = waiting.current.splice(0).reverse();
    if (fresh.length > SHOWN) kept.current = fresh.length;
    if (passed.current) say(T.now.passed(number(passed.current)));
    passed.current = 0;
    setWaits(0);
    setArticles(old => merge(fresh, old, kept.current));
  };
  useEffect(() => {
    const timer = setInterval(() => paused ? setWaits(waiting.current.length + passed.current) : take(), 250);
    return () => clearInterval(timer);
  }, [paused]);
  useEffect(() => {
    const toggle = () => setPaused(p => !p);
    addEventListener("pause", toggle);
    return () => removeEventListener("pause", toggle);
  }, []);
  const list = merge(articles, (begun.value?.items || []).map(i => ({...i.article, why: i.why})), Math.max(SHOWN, articles.length));
  // what is read first comes first: the figures are asked for once the articles are there
  const figures = path => begun.value || begun.error ? path : null;
  const series = useApi(figures("series"), {q, window: w, buckets: BARS[w], limit: 6}, tick);
  const topics = useApi(figures("trends"), {q, dimension: "topic", window: w, limit: 30}, tick);
  const entities = useApi(figures("trends"), {q, dimension: "entity", window: w, limit: 12, sort: "count"}, tick);
  const moving = useApi(figures("trends"), {q, dimension: "entity", window: w, limit: 40}, tick);
  const bursts = [...(topics.value?.items || []).map(i => ({...i, kind: "topic"})), ...(moving.value?.items || []).map(i => ({...i, kind: "entity"}))].filter(b => b.burst >= 2).sort((a, b) => b.burst - a.burst).slice(0, 10);
  const here = past();
  const told = [...alerts, ...(latest.value?.items || []).filter(a => !alerts.some(o => o.id === a.id))].filter(a => !here || new Date(a.created) <= here);
  const total = series.value?.total;
  const lines = total ? [{name: T.now.all, counts: total.counts, area: true}, ...series.value.items.map((l, i) => ({name: topicName(l.id), counts: l.counts, colour: i}))] : [];
  return html`
    <h2 class="vh">${T.views.now}</h2>
    <div class="bar"><${QueryField} value=${q}/><${Windows} value=${w}/>
      <${AlertMe} q=${q}/></div>
    <section class="panel" aria-labelledby="per-minute">
      <div class="head"><h3 class="sec" id="per-minute">${T.now.perMinute}</h3>${total ? html`<span class="note">${T.now.bars(span(total.seconds))}</span>` : ""}<span class="note end">${begun.value ? T.stories.articles(series.value ? sum(total?.counts) : 0) : ""}</span></div>
      ${lines.length ? html`<${Plot} from=${total.from} seconds=${total.seconds} lines=${lines} label=${T.now.perMinute}/>
      <ul class="legend">${series.value.items.map((l, i) => html`<li><a class=${`chip c${i}`} href=${link("topic", [l.id])}><i class="sw"></i>${topicName(l.id)}<span class="n">${number(l.count)}</span></a></li>`)}</ul>` : html`<${Empty} state=${series}>${T.topics.none}<//>`}
    </section>
    <div class="cols spaced">
      <section aria-labelledby="incoming">
        <div class="bar head"><h3 class="sec" id="incoming">${T.now.incoming}</h3><span class="note" aria-live="off">${T.now.shown(Math.min(most, list.length))}</span><span class="end"><button type="button" class="btn" data-pause aria-pressed=${paused} onClick=${() => setPaused(!paused)}>${paused ? T.now.resume(waits) : T.now.pause}</button></span></div>
        <${EntityKey} found=${q}/>
        ${list.length ? html`<ol class="list" data-list>${list.slice(0, most).map(a => html`<${Article} key=${`${a.article.id} ${a.article.revision}`} item=${a} q=${q} fresh=${articles.includes(a)}/>`)}</ol>${list.length > most ? html`<p><button type="button" class="btn" onClick=${() => setMost(most + SHOWN)}>${T.now.more(number(list.length - most))}</button></p>` : ""}` : html`<${Empty} state=${begun}>${q ? T.now.noMatch : T.now.none}<//>`}
      </section>
      <div>
        <section class="panel" aria-labelledby="bursts"><div class="head"><h3 class="sec" id="bursts">${T.now.bursts}</h3><span class="note">${T.now.change}</span></div>
          ${bursts.length ? html`<ul class="chips">${bursts.map(b => html`<li><a class="chip" href=${to(b.kind, b)}><bdi>${label(b.kind, b)}</bdi><span class="n up">${times(b)}</span></a></li>`)}</ul>` : html`<p class="note">${T.now.noBursts}</p>`}</section>
        <section class="panel" aria-labelledby="named"><div class="head"><h3 class="sec" id="named">${T.now.entities}</h3></div>
          <${Ranking} rows=${entities.value?.items} kind="entity" empty=${T.now.noEntities}/></section>
        <section class="panel" aria-labelledby="latest-alerts"><div class="head"><h3 class="sec" id="latest-alerts">${T.now.alerts}</h3></div>
          ${told.length ? told.slice(0, 5).map(a => html`<${Alert} key=${a.id} alert=${a}/>`) : html`<p class="note">${T.now.noAlerts}</p>`}</section>
      </div>
    </div>`;
}

const sum = counts => (counts || []).reduce((a, b) => a + b, 0);
const times = b => (b.usual ?? 0) < .05 ? `${number(b.count)} ↑` : `×${decimal(b.count / b.usual)}`;

function merge(fresh, old, most) {
  const seen = new Set();
  return [...fresh, ...old].filter(a => {
    const key = a.article.id;
    return !seen.has(key) && seen.add(key);
  }).slice(0, most);
}

/** A table of values with their change; with `pick`, which says what is chosen, each can be chosen. */
export function Ranking({rows, kind, empty, pick}) {
  if (!rows?.length) return html`<p class="note">${empty}</p>`;
  const most = Math.max(...rows.map(r => r.count));
  return html`<table class="rank"><thead><tr><th scope="col"><span class="vh">${T.topics.entities}</span></th><th scope="col" class="num">${T.now.count}</th><th scope="col" class="num">${T.now.usual}</th></tr></thead><tbody>${rows.map(r => html`<tr key=${r.id}><td class=${`name t-${r.type || "other"}`}><a href=${to(kind, r)}><bdi>${label(kind, r)}</bdi></a>${pick ? html` <button type="button" class="chip pick" aria-pressed=${pick.has(r)} aria-label=${T.topics.choose(label(kind, r))} onClick=${() => pick.on(r)}>${pick.has(r) ? "✓" : "+"}</button>` : ""}<${Share} share=${r.count / most}/></td><td class=${`num ${r.burst >= 2 ? "up" : ""}`}>${number(r.count)}${r.burst >= 2 ? " ↑" : ""}</td><td class="num note">${r.usual == null ? "" : decimal(r.usual)}</td></tr>`)}</tbody></table>`;
}

function Share({share}) {
  return html`<span class="barcell" aria-hidden="true"><svg viewBox="0 0 100 4" preserveAspectRatio="none"><rect class="share" width=${Math.max(1, share * 100)} height="4"/></svg></span>`;
}

export function Alert({alert, children}) {
  const url = safe(alert.url);
  return html`<article class="alert"><div class="sub"><span><bdi>${alert.subscriptionName}</bdi></span><${Time} value=${alert.created}/></div>
    <h4 dir="auto" lang=${alert.language || undefined}>${url ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${alert.title || T.article.untitled}</a>` : alert.title || T.article.untitled}</h4>
    <div class="meta"><b><bdi>${alert.source}</bdi></b><span>${alert.kind}</span>${alert.story ? html`<a href=${link("story", [alert.story])}>${T.article.story}</a>` : ""}</div>${children}</article>`;
}
