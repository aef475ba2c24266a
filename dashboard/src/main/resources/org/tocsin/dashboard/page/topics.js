import {html, useApi, useState, Windows, Chips, Empty, AlertMe, useTitle, link, set, api, useEffect, at, from, clause, label, and, packed, unpacked} from "./base.js";
import {T} from "./texts.js";
import {Article} from "./article.js";
import {QueryField} from "./query-field.js";
import {Plot, span} from "./plots.js";
import {Ranking} from "./now.js";
import {useChanges, useChangesOf} from "./live.js";
import {useMore, More} from "./more.js";

const BARS = 90;
const MOST = 4;
const KINDS = [["topic", T.topics.topics], ["entity", T.topics.entities], ["place", T.topics.places], ["source", T.topics.sources]];
/** A thing as addresses have it; a topic is known by its id alone. */
const key = (kind, id, name) => packed([kind, id, kind === "topic" ? "" : name], "~");
const parts = one => unpacked(one, "~");
const title = (kind, id, name) => label(kind, {id, name: name || id.replace(/^[a-z]+:/, "")});

const split = text => (text || "").split("|").filter(one => KINDS.some(([kind]) => kind === parts(one)[0]) && parts(one)[1]);

/** What is chosen to be compared, kept while the browser's tab is open. */
function gathered(chosen) {
  try {
    if (chosen !== undefined) sessionStorage.setItem("compare", chosen);
    return split(sessionStorage.getItem("compare"));
  } catch { return split(chosen); }
}

/** Those chosen and one more; the oldest goes when there are too many. */
const joined = (chosen, one) => [...chosen.filter(c => c !== one), one].slice(-MOST).join("|");

/** Everything in the news in the window, with its change; a choice of it to compare. */
export function Topics({params}) {
  const w = params.w || "P30D";
  const q = params.q || "";
  const tick = useChangesOf(q, "trends/stream", ["trend"]);
  const ask = (dimension, limit) => useApi("trends", {q, dimension, window: w, limit, sort: "count"}, tick);
  const most = {topic: ask("topic", 60), entity: ask("entity", 40), place: ask("place", 25), source: ask("source", 25)};
  const [chosen, setChosen] = useState(gathered);
  const choose = all => setChosen(gathered(all));
  const pick = kind => ({has: v => chosen.includes(key(kind, v.id, v.name)), on: v => { const one = key(kind, v.id, v.name); choose(chosen.includes(one) ? chosen.filter(c => c !== one).join("|") : joined(chosen, one)); }});
  return html`<h2 class="page">${T.topics.title}</h2><p class="note">${T.topics.hint}</p>
    <div class="bar"><${QueryField} value=${q}/><${Windows} value=${w}/><${AlertMe} q=${q}/></div>
    <${Chosen} chosen=${chosen} w=${params.w} onChange=${choose}/>
    <div class="grid2">
      ${KINDS.map(([kind, name]) => html`<section class="panel" aria-label=${name}><div class="head"><h3 class="sec">${name}</h3></div><${Ranking} rows=${most[kind].value?.items} kind=${kind} pick=${pick(kind)} empty=${most[kind].error ? most[kind].error.message : T.topics.none}/></section>`)}
    </div>`;
}

function Chosen({chosen, w, onChange}) {
  if (!chosen.length) return null;
  return html`<div class="bar">${chosen.map(c => { const [kind, id, name] = parts(c); return html`<button type="button" class="chip" aria-label=${`${T.topics.remove}: ${title(kind, id, name)}`} onClick=${() => onChange(chosen.filter(o => o !== c).join("|"))}>${title(kind, id, name)} ×</button>`; })}<a class="btn main" href=${link("compare", [], {with: chosen.join("|"), w})}>${T.topics.compare}</a></div>`;
}

/** A page of one topic, entity, place or source. */
export function Subject({view, parts, params}) {
  const kind = view;
  const id = parts[0] || "";
  const w = params.w || "P30D";
  const q = and(clause(kind, id), params.q);
  const tick = useChanges("stream", ["article"], {q});
  const wanted = {q, from: () => from(w), limit: 40};
  const state = useApi("articles", {...wanted, buckets: BARS, facets: "entity,place,source,language,country,topic", "facet-limit": 16}, `${tick} ${w}`);
  const list = useMore("articles", wanted, state.value, i => i.article.article.id);
  const page = state.value;
  const f = page?.facets || {};
  const others = (f.entity || []).filter(e => e.id !== id);
  const pinned = key(kind, id, params.n);
  useTitle(title(kind, id, params.n));
  return html`<div class="head"><h2 class="page"><bdi>${title(kind, id, params.n)}</bdi></h2><span class="note"><code>${clause(kind, id)}</code></span></div>
    <div class="bar"><${QueryField} value=${params.q || ""}/><${Windows} value=${w}/>
      <a class="btn" href=${link("compare", [], {with: joined(gathered(), pinned), w})}>${T.topics.add}</a>
      <${AlertMe} q=${q}/></div>
    <section class="panel" aria-labelledby="over-time"><div class="head"><h3 class="sec" id="over-time">${T.topics.timeline}</h3>${page ? html`<span class="note">${T.now.bars(span(page.timeline.seconds))}</span><span class="note end">${T.stories.articles(page.count)}</span>` : ""}</div>
      ${page ? html`<${Plot} from=${page.timeline.from} seconds=${page.timeline.seconds} lines=${[{name: title(kind, id, params.n), counts: page.timeline.counts, area: true}]} label=${T.topics.timeline} height=${170}/>` : html`<${Empty} state=${state}/>`}</section>
    <div class="cols spaced"><section aria-labelledby="its-articles"><div class="head"><h3 class="sec" id="its-articles">${T.topics.articles}</h3></div>
      ${list.items.length ? html`<ol class="list" data-list>${list.items.map(i => html`<${Article} key=${i.article.article.id} item=${i} q=${q}/>`)}</ol><${More} list=${list} count=${page.count}/>` : html`<${Empty} state=${state}>${T.topics.none}<//>`}</section>
    <div>
      <section class="panel"><div class="head"><h3 class="sec">${T.topics.cooccurring}</h3></div><${Chips} items=${others} kind="entity" empty="–"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.topics.topics}</h3></div><${Chips} items=${(f.topic || []).filter(t => t.id !== id)} kind="topic" empty="–"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.topics.places}</h3></div><${Chips} items=${(f.place || []).filter(p => p.id !== id)} kind="place" empty="–"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.topics.sources}</h3></div><${Chips} items=${f.source} kind="source" empty="–"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.topics.languages}</h3></div><${Chips} items=${f.language} kind="language" empty="–"/></section>
    </div></div>`;
}

/** Up to four side by side. */
export function Compare({params}) {
  const w = params.w || "P30D";
  useEffect(() => { gathered(params.with || ""); }, [params.with]);
  const chosen = split(params.with).slice(0, MOST).map(c => { const [kind, id, name] = parts(c); return {kind, id, name}; });
  const any = chosen.map(c => clause(c.kind, c.id)).join(" OR ");
  const tick = useChanges(chosen.length ? "stream" : null, ["article"], {q: any});
  const [pages, setPages] = useState([]);
  const [error, setError] = useState(null);
  useEffect(() => {
    let gone = false;
    Promise.all(chosen.map(c => api("articles", {q: clause(c.kind, c.id), from: from(w), buckets: BARS, limit: 5, facets: "entity,source,language,place", "facet-limit": 9, ...at()})))
      .then(all => gone || (setPages(all), setError(null)), e => gone || setError(e));
    return () => { gone = true; };
  }, [params.with, w, tick]);
  const ready = pages.length === chosen.length && chosen.length > 0;
  useTitle(chosen.map(c => title(c.kind, c.id, c.name)).join(" – ") || T.topics.comparing);
  const swap = all => set({with: all.map(c => key(c.kind, c.id, c.name)).join("|")});
  return html`<h2 class="page">${T.topics.comparing}</h2><p class="note">${T.topics.most}</p>
    <div class="bar">${chosen.map((c, i) => html`<button type="button" class=${`chip c${i}`} aria-label=${`${T.topics.remove}: ${title(c.kind, c.id, c.name)}`} onClick=${() => swap(chosen.filter(o => o !== c))}><i class="sw"></i>${title(c.kind, c.id, c.name)} ×</button>`)}${chosen.length < MOST ? html`<${Adder} onAdd=${c => swap([...chosen, c])}/>` : ""}<${Windows} value=${w}/><${AlertMe} q=${any}/></div>
    ${error ? html`<${Empty} state=${{error}}/>` : ""}
    ${ready ? html`<section class="panel" aria-label=${T.topics.timeline}><${Plot} from=${pages[0].timeline.from} seconds=${pages[0].timeline.seconds} lines=${chosen.map((c, i) => ({name: title(c.kind, c.id, c.name), counts: pages[i].timeline.counts, colour: i}))} label=${T.topics.timeline} height=${220}/></section>
    <div class="grid3">${chosen.map((c, i) => html`<section class=${`panel c${i}`} key=${key(c.kind, c.id)}><div class="head"><h3 class="sec"><a href=${link(c.kind, [c.id], {n: c.name})}><i class="sw"></i>${title(c.kind, c.id, c.name)}</a></h3><span class="note end">${T.stories.articles(pages[i].count)}</span></div>
      <p class="note">${T.topics.cooccurring}</p><${Chips} items=${pages[i].facets.entity.filter(e => e.id !== c.id)} kind="entity" empty="–"/>
      <p class="note">${T.topics.sources}</p><${Chips} items=${pages[i].facets.source} kind="source" empty="–"/>
      <ol class="list">${pages[i].items.map(a => html`<${Article} key=${a.article.article.id} item=${a} plain/>`)}</ol></section>`)}</div>` : ""}`;
}

function Adder({onAdd}) {
  const [facets, setFacets] = useState({});
  useEffect(() => { api("articles", {limit: 0, facets: "topic,entity,place,source", "facet-limit": 60}).then(a => setFacets(a.facets)).catch(() => {}); }, []);
  const all = KINDS.flatMap(([kind]) => (facets[kind] || []).map(v => ({kind, id: v.id, name: v.name})));
  return html`<label><span class="vh">${T.topics.add}</span><select value="" onChange=${e => { const c = all[Number(e.target.value)]; if (c) onAdd(c); e.target.value = ""; }}><option value="">${T.topics.add} …</option>${KINDS.map(([kind, name]) => html`<optgroup label=${name}>${all.map((c, i) => c.kind === kind ? html`<option value=${i}>${title(c.kind, c.id, c.name)}</option>` : "")}</optgroup>`)}</select></label>`;
}
