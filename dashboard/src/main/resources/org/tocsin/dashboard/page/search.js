import {html, useState, useEffect, useApi, Windows, Empty, AlertMe, set, number, label, clause, and, from, trouble} from "./base.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article} from "./article.js";
import {Plot} from "./plots.js";
import {useStream, usePace} from "./live.js";
import {useMore, More} from "./more.js";

/** The whole history with facets; a click on a value narrows the query. */
export function Search({params}) {
  const q = params.q || "";
  const sort = params.sort || "newest";
  const [again, setAgain] = useState(0);
  const [fresh, setFresh] = useState(0);
  const [pace] = usePace(3);
  const start = params.w ? () => from(params.w) : undefined;
  const asked = {q, sort, from: start, limit: 40};
  const state = useApi("articles", {...asked, facets: "topic,entity,source,language,country", "facet-limit": 12, ...(params.w ? {buckets: 80} : {})}, `${params.w} ${params.at ? pace : ""} ${again}`);
  const list = useMore("articles", asked, state.value, i => i.article.article.id);
  useEffect(() => setFresh(0), [state.value]);
  const page = state.value;
  const ready = page && !state.stale && !params.at;
  useStream(ready ? "stream" : null, {params: () => ({q}), of: `${q} ${page?.place}`, after: page?.place, idle: params.at ? "past" : state.error ? trouble(state.error) : "connecting", names: ["article"], onEvent: () => setFresh(n => n + 1)});
  return html`<h2 class="page">${T.search.title}</h2>
    <div class="bar"><${QueryField} value=${q}/><div class="seg" role="group" aria-label=${T.search.title}>${["newest", "oldest", "relevance"].map(s => html`<button type="button" aria-pressed=${s === sort} onClick=${() => set({sort: s})}>${T.search[s]}</button>`)}</div>
      <div class="seg" role="group" aria-label=${T.window}><button type="button" aria-pressed=${!params.w} onClick=${() => set({w: ""})}>${T.search.all}</button></div><${Windows} value=${params.w} choices=${["PT24H", "P7D", "P30D", "P365D"]}/>
      <${AlertMe} q=${q}/></div>
    ${page?.timeline ? html`<section class="panel" aria-label=${T.topics.timeline}><${Plot} from=${page.timeline.from} seconds=${page.timeline.seconds} lines=${[{name: T.topics.articles, counts: page.timeline.counts, area: true}]} label=${T.topics.timeline} height=${120}/></section>` : ""}
    <div class="cols spaced"><section aria-label=${T.topics.articles}><p class="note" role="status" data-count=${page?.count}>${page ? T.search.results(number(page.count)) : ""} ${fresh ? html`<button type="button" class="btn" onClick=${() => setAgain(n => n + 1)}>${T.search.fresh(fresh)}</button>` : ""}</p>
      ${page?.items.length ? html`<ol class="list" data-list>${list.items.map(i => html`<${Article} key=${i.article.article.id} item=${i} q=${q}/>`)}</ol><${More} list=${list}/>` : html`<${Empty} state=${state}>${T.search.none}<//>`}</section>
      <section class="panel" aria-labelledby="facets"><div class="head"><h3 class="sec" id="facets">${T.search.facets}</h3></div>
        ${["topic", "entity", "source", "language", "country"].map(kind => (page?.facets[kind] || []).length ? html`<div class="facet"><p class="note">${T.search[kind]}</p><div class="chips">${page.facets[kind].map(v => html`<button type="button" class="chip" onClick=${() => set({q: and(q, clause(kind, v.id))})}><bdi>${label(kind, v)}</bdi><span class="n">${number(v.count)}</span></button>`)}</div></div>` : "")}</section></div>`;
}
