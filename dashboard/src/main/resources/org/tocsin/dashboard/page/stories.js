import {html, useState, useEffect, useApi, Windows, Chips, Empty, AlertMe, useTitle, clause, link, set, number, Time, language, topicName, label} from "./base.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article} from "./article.js";
import {Spark} from "./plots.js";
import {useChanges, useChangesOf} from "./live.js";
import {useMore, More} from "./more.js";

/** Sources with a lane; further ones are counted. */
const LANES = 20;

export function Stories({params}) {
  const sort = params.sort || "size";
  const w = params.w || "P7D";
  const asked = {q: params.q, sort, window: w, limit: 40};
  const state = useApi("stories", asked, useChangesOf(params.q, "stories/stream", ["story"]));
  const list = useMore("stories", asked, state.value, s => s.id);
  const items = list.items;
  return html`<h2 class="page">${T.stories.title}</h2>
    <div class="bar"><${QueryField} value=${params.q || ""}/><div class="seg" role="group" aria-label=${T.stories.title}>${["size", "growth", "novelty"].map(s => html`<button type="button" aria-pressed=${s === sort} onClick=${() => set({sort: s})}>${T.stories[s]}</button>`)}</div><${Windows} value=${w} choices=${["PT24H", "P7D", "P30D", "P365D"]}/><${AlertMe} q=${params.q}/></div>
    ${items.length ? html`<ol class="list" data-list>${items.map((s, i) => html`<${StoryRow} key=${s.id} story=${s} no=${i + 1} sort=${sort}/>`)}</ol><${More} list=${list} count=${state.value?.count}/>` : html`<${Empty} state=${state}>${T.stories.none}<//>`}`;
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
  const path = `stories/${encodeURIComponent(parts[0] || "")}`;
  const asked = {limit: 200};
  // it may have become a part of another
  const [whole, setWhole] = useState(parts[0]);
  const state = useApi(path, asked, useChanges("stories/stream", ["story"], {id: whole}));
  useEffect(() => { if (state.value) setWhole(state.value.id); }, [state.value]);
  const s = state.value;
  useTitle(s ? s.headline : T.stories.one);
  const list = useMore(path, asked, s, i => i.article.article.id);
  if (!s) return html`<p class="note"><a href=${link("stories")}>${T.stories.back}</a></p><h2 class="page">${T.stories.one}</h2><${Empty} state=${state}/>`;
  const records = list.items.map(i => i.article);
  const f = s.facets;
  return html`<p class="note"><a href=${link("stories")}>${T.stories.back}</a></p>
    <h2 class="page" dir="auto">${s.headline}</h2>
    <p class="meta"><b>${T.stories.articles(s.size)}</b><span>${T.stories.first} <${Time} value=${s.firstSeen} long/></span><span>${T.stories.last} <${Time} value=${s.lastSeen} long/></span></p>
    <div class="bar"><${AlertMe} q=${like(s)}/></div>
    <section class="panel" aria-labelledby="lanes"><div class="head"><h3 class="sec" id="lanes">${T.stories.timeline}</h3></div><${Lanes} records=${records}/><${More} list=${list} count=${s.size}/></section>
    <div class="cols spaced"><section aria-labelledby="order"><div class="head"><h3 class="sec" id="order">${T.stories.order}</h3></div><ol class="list" data-list>${list.items.map(i => html`<${Article} key=${i.article.article.id} item=${i}/>`)}</ol><${More} list=${list} count=${s.size}/></section>
    <div>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.headlines}</h3></div>${s.headlines.length ? s.headlines.map(c => html`<div class="change"><div class="meta"><b><bdi>${c.source}</bdi></b></div><ol>${c.titles.map((t, i) => html`<li dir="auto">${i < c.titles.length - 1 ? html`<del>${t}</del>` : html`<ins>${t}</ins>`}</li>`)}</ol></div>`) : html`<p class="note">${T.stories.unchanged}</p>`}</section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.entities}</h3></div><${Chips} items=${f.entity} kind="entity" empty="–"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.topics}</h3></div><${Chips} items=${f.topic} kind="topic" empty="–"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.languages}</h3></div><${Chips} items=${f.language} kind="language"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.sources}</h3></div><${Chips} items=${f.source} kind="source"/></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.stories.related}</h3></div>${s.related.length ? html`<ul class="list">${s.related.map(r => html`<li class="related"><a dir="auto" href=${link("story", [r.id])}>${r.headline}</a><div class="meta"><span>${T.stories.articles(r.size)}</span><${Time} value=${r.lastSeen}/></div></li>`)}</ul>` : html`<p class="note">${T.stories.noRelated}</p>`}</section>
    </div></div>`;
}

/** A query for more of the kind: a topic of most of its articles with one of the names that most have, else two of those names. */
function like(story) {
  const most = kind => (story.facets[kind] || []).filter(v => v.count * 2 > story.size).map(v => ({...v, clause: clause(kind, v.id)}));
  const [topic] = most("topic").filter(t => !t.id.startsWith("medtop:"));
  const names = most("entity").slice(0, 4).map(e => e.clause);
  const any = names.length > 1 ? `(${names.join(" OR ")})` : names[0];
  return topic ? [topic.clause, any].filter(Boolean).join(" AND ") : names.length > 2 ? `2 OF (${names.join(", ")})` : names.join(" AND ");
}

/** One lane a source, in the order in which the sources appeared; a dot an article. A click in a lane goes to the nearest, its name to the first. */
function Lanes({records}) {
  const name = r => r.article.source.name || r.article.source.domain;
  const all = [...new Set(records.map(name))];
  const sources = all.slice(0, LANES);
  const times = records.map(r => Date.parse(r.article.published));
  const start = Math.min(...times);
  const length = Math.max(60_000, Math.max(...times) - start);
  const share = t => (t - start) / length;
  const x = t => `${share(t) * 100}%`;
  const ticks = [0, .25, .5, .75, 1].map(p => start + p * length);
  const format = new Intl.DateTimeFormat(undefined, length > 36 * 3600e3 ? {day: "numeric", month: "short"} : {hour: "2-digit", minute: "2-digit", ...(length < 4 * 60e3 ? {second: "2-digit"} : {})});
  const clicked = (e, source) => {
    const box = e.currentTarget.getBoundingClientRect();
    go(source, (e.clientX - box.left) / box.width);
  };
  const go = (source, at) => {
    const [nearest] = records.map((r, i) => i).filter(i => name(records[i]) === source).sort((a, b) => Math.abs(share(times[a]) - at) - Math.abs(share(times[b]) - at));
    const item = document.querySelectorAll("[data-list] > [data-item]")[nearest];
    item?.focus({preventScroll: true, focusVisible: true});
    item?.scrollIntoView({block: "center"});
  };
  return html`<div class="lanes" role="group" aria-labelledby="lanes">
    ${sources.map((source, lane) => html`<button type="button" key=${source} title=${T.stories.toFirst} onClick=${() => go(source, 0)}><bdi>${source}</bdi></button><svg class=${`c${lane % 6}`} aria-hidden="true" onClick=${e => clicked(e, source)}>
      ${ticks.map(t => html`<line x1=${x(t)} x2=${x(t)} y2="100%"/>`)}
      ${records.map((r, i) => name(r) === source ? html`<circle cx=${x(times[i])} cy="50%" r=".45em"><title>${r.article.title}</title></circle>` : "")}</svg>`)}
    <span class="note">${all.length > LANES ? T.stories.others(all.length - LANES) : ""}</span><svg class="ticks" aria-hidden="true">${ticks.map((t, i) => html`<text x=${x(t)} y="1.2em" text-anchor=${i === 4 ? "end" : i ? "middle" : "start"}>${format.format(t)}</text>`)}</svg></div>`;
}
