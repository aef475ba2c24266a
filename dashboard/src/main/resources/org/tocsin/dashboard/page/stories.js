import {html, useApi, Windows, Chips, Empty, link, set, number, Time, language, topicName, label} from "./base.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article} from "./article.js";
import {Spark} from "./plots.js";
import {useChanges, useChangesOf} from "./live.js";

export function Stories({params}) {
  const sort = params.sort || "size";
  const w = params.w || "P7D";
  const state = useApi("stories", {q: params.q, sort, window: w, limit: 40}, useChangesOf(params.q, "stories/stream", ["story"]));
  const items = state.value?.items || [];
  return html`<h2 class="page">${T.stories.title}</h2>
    <div class="bar"><${QueryField} value=${params.q || ""}/><div class="seg" role="group" aria-label=${T.stories.title}>${["size", "growth", "novelty"].map(s => html`<button type="button" aria-pressed=${s === sort} onClick=${() => set({sort: s})}>${T.stories[s]}</button>`)}</div><${Windows} value=${w} choices=${["PT24H", "P7D", "P30D", "P365D"]}/></div>
    ${items.length ? html`<ol class="list" data-list>${items.map((s, i) => html`<${StoryRow} key=${s.id} story=${s} no=${i + 1} sort=${sort}/>`)}</ol>` : html`<${Empty} state=${state}>${T.stories.none}<//>`}`;
}

function StoryRow({story: s, no}) {
  return html`<li class="story" tabIndex="-1" data-item>
    <span class="no" aria-hidden="true">${no ?? ""}</span>
    <div><h4 dir="auto"><a href=${link("story", [s.id])}>${s.headline}</a></h4>
      <div class="meta"><span><bdi>${s.sources.slice(0, 4).join(", ")}${s.sources.length > 4 ? " …" : ""}</bdi></span><span>${s.languages.map(language).join(", ")}</span><span><${Time} value=${s.firstSeen}/> – <${Time} value=${s.lastSeen}/></span></div>
      <div class="meta">${s.topics.map(t => html`<a href=${link("topic", [t.id])}>${topicName(t.id)}</a>`)}</div></div>
    <div class="fig"><b>${number(s.size)}</b><span class="note">${T.stories.articles(s.size).replace(/^[\d.,\s]+/, "")}</span>${s.growth ? html`<div class="note up">${T.stories.growing(number(s.growth))}</div>` : ""}<${Spark} counts=${s.spark}/></div></li>`;
}

export function Story({parts}) {
  const state = useApi(`stories/${encodeURIComponent(parts[0] || "")}`, {}, useChanges("stories/stream", ["story"], {id: parts[0]}));
  const s = state.value;
  if (!s) return html`<${Empty} state=${state}/>`;
  const records = s.items.map(i => i.article);
  const f = s.facets;
  return html`<p class="note"><a href=${link("stories")}>${T.stories.back}</a></p>
    <h2 class="page" dir="auto">${s.headline}</h2>
    <p class="meta"><b>${T.stories.articles(s.size)}</b><span>${T.stories.first} <${Time} value=${records[0].article.published} long/></span><span>${T.stories.last} <${Time} value=${records.at(-1).article.published} long/></span></p>
    <section class="panel" aria-labelledby="lanes"><div class="head"><h3 class="sec" id="lanes">${T.stories.timeline}</h3></div><${Lanes} records=${records}/></section>
    <div class="cols spaced"><section aria-labelledby="order"><div class="head"><h3 class="sec" id="order">${T.stories.order}</h3></div><ol class="list" data-list>${s.items.map(i => html`<${Article} key=${i.article.article.id} item=${i}/>`)}</ol></section>
    <div>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.headlines}</h3></div>${s.headlines.length ? s.headlines.map(c => html`<div class="change"><div class="meta"><b><bdi>${c.source}</bdi></b></div><ol>${c.titles.map((t, i) => html`<li dir="auto">${i < c.titles.length - 1 ? html`<del>${t}</del>` : html`<ins>${t}</ins>`}</li>`)}</ol></div>`) : html`<p class="note">${T.stories.unchanged}</p>`}</section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.entities}</h3></div><${Chips} items=${f.entity} kind="entity"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.topics}</h3></div><${Chips} items=${f.topic} kind="topic" empty="–"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.languages}</h3></div><${Chips} items=${f.language} kind="language"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.sources}</h3></div><${Chips} items=${f.source} kind="source"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.related}</h3></div>${s.related.length ? html`<ul class="list">${s.related.map(r => html`<li class="related"><a dir="auto" href=${link("story", [r.id])}>${r.headline}</a><div class="meta"><span>${T.stories.articles(r.size)}</span><${Time} value=${r.lastSeen}/></div></li>`)}</ul>` : html`<p class="note">${T.stories.noRelated}</p>`}</section>
    </div></div>`;
}

/** One lane a source, in the order in which the sources appeared; a dot an article. */
function Lanes({records}) {
  const sources = [...new Set(records.map(r => r.article.source.name || r.article.source.domain))].slice(0, 14);
  const times = records.map(r => Date.parse(r.article.published));
  const start = Math.min(...times);
  const length = Math.max(60_000, Math.max(...times) - start);
  const x = t => 190 + ((t - start) / length) * 780;
  const height = sources.length * 24 + 34;
  const ticks = [0, .25, .5, .75, 1].map(p => start + p * length);
  const format = new Intl.DateTimeFormat(undefined, length > 36 * 3600e3 ? {day: "numeric", month: "short"} : {hour: "2-digit", minute: "2-digit"});
  return html`<div class="scroll"><svg class="lanes" viewBox=${`0 0 1000 ${height}`} role="img" aria-label=${`${T.stories.timeline}: ${sources.join(", ")}`}>
    ${ticks.map((t, i) => html`<g><line x1=${x(t)} x2=${x(t)} y1="4" y2=${height - 26}/><text x=${x(t)} y=${height - 8} text-anchor=${i === 4 ? "end" : i ? "middle" : "start"}>${format.format(t)}</text></g>`)}
    ${sources.map((s, i) => html`<text x="0" y=${i * 24 + 22}>${s.length > 26 ? `${s.slice(0, 25)}…` : s}</text>`)}
    ${records.map((r, i) => { const lane = sources.indexOf(r.article.source.name || r.article.source.domain); return lane < 0 ? "" : html`<circle class=${`c${lane % 6}`} cx=${x(times[i])} cy=${lane * 24 + 18} r="6"><title>${r.article.title}</title></circle>`; })}
  </svg></div>`;
}
