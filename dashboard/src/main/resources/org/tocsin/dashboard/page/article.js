import {html, useState, useRoute, Time, at, safe, link, language, topicName, clause, api, useEffect, number} from "./base.js";
import {T} from "./texts.js";

/**
 * Marks spans in a text; offsets are UTF-16 code units as JavaScript's. A span with a link is marked in one piece, of two that
 * overlap the first; in and between them a piece bears the looks of all the others that lie over it.
 */
export function Marked({text, spans}) {
  const good = spans.filter(s => s.start >= 0 && s.end > s.start && s.end <= text.length).sort((a, b) => a.start - b.start || b.end - a.end);
  const looks = good.filter(s => !s.type);
  const out = [];
  let end = 0;
  for (const s of good.filter(s => s.type)) {
    if (s.start < end) continue;
    out.push(pieces(text, end, s.start, looks));
    const words = pieces(text, s.start, s.end, looks);
    out.push(html`<mark class=${`t-${s.type}`} title=${s.title}>${s.href ? html`<a href=${s.href}>${words}</a>` : words}</mark>`);
    end = s.end;
  }
  out.push(pieces(text, end, text.length, looks));
  return html`${out}`;
}

function pieces(text, start, end, spans) {
  const within = spans.filter(s => s.start < end && s.end > start);
  const cuts = [...new Set([start, end, ...within.flatMap(s => [s.start, s.end]).filter(c => c > start && c < end)])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => {
    const over = within.filter(s => s.start <= cuts[i] && s.end >= to);
    const words = text.slice(cuts[i], to);
    return over.length ? html`<mark class=${[...new Set(over.map(s => s.look))].join(" ")} title=${[...new Set(over.map(s => s.title))].join(" · ")}>${words}</mark>` : words;
  });
}

/** Spans of a field: the words that a query found, entities with a link to their page, the words that speak for a topic. */
export function spans(record, field, hits) {
  const of = all => (all || []).filter(s => s.field === field);
  return [
    ...of(hits).map(s => ({start: s.start, end: s.end, look: "hit", title: s.clause})),
    ...of(record.mentions).map(m => ({start: m.start, end: m.end, type: m.type, title: `${m.name} (${T.types[m.type] || m.type})`, href: link("entity", [m.entity || `${m.type}:${m.name}`], {n: m.name})})),
    ...own(record.topics).flatMap(t => of(t.evidence).map(s => ({start: s.start, end: s.end, look: "topical", title: T.article.topical(topicName(t.id))})))
  ];
}

const own = topics => (topics || []).filter(t => !t.id.startsWith("medtop:"));

/** An article, an item of an answer or an event of a stream, with what the query `q` found in it. */
export function Article({item, q, fresh, plain}) {
  const record = item.article?.article ? item.article : item;
  const a = record.article;
  const [whole, setWhole] = useState(null);
  const [open, setOpen] = useState(false);
  const time = useRoute().params.at;
  useEffect(() => {
    if (open && !whole) api(`articles/${encodeURIComponent(a.id)}`, {q, ...at()}).then(w => setWhole(w)).catch(() => {});
  }, [open, whole]);
  // another revision, or that of another time, is another text
  useEffect(() => setWhole(null), [a.revision, time]);
  const given = open && whole ? whole : item;
  const shown = given.article?.article ? given.article : given;
  const hits = given.why;
  const text = shown.article.summary || shown.article.body;
  const field = shown.article.summary ? "summary" : "body";
  const url = safe(a.url);
  const title = a.title || T.article.untitled;
  const heading = url
    ? html`<a href=${url} target="_blank" rel="noopener noreferrer"><${Marked} text=${title} spans=${a.title ? spans(shown, "title", hits).map(s => ({...s, href: null})) : []}/></a>`
    : html`<${Marked} text=${title} spans=${a.title ? spans(shown, "title", hits) : []}/>`;
  return html`<li class=${`art${fresh ? " fresh" : ""}${open ? " open" : ""}`} tabIndex="-1" data-item lang=${a.language || undefined}>
    <div class="meta" lang="en"><b><bdi>${a.source?.name || a.source?.domain || ""}</bdi></b><${Time} value=${a.published}/>${a.language && a.language !== "en" ? html`<span>${language(a.language)}</span>` : ""}${record.origin === "late" || a.origin === "late" ? html`<span class="tag">${T.article.late}</span>` : ""}${a.revision > 1 ? html`<span>${T.article.revision(a.revision)}</span>` : ""}${a.retracted ? html`<span class="tag">${T.article.retracted}</span>` : ""}</div>
    <h4 dir="auto">${heading}</h4>
    ${text && !plain ? html`<p dir="auto"><${Marked} text=${text} spans=${spans(shown, field, hits)}/></p>` : ""}
    ${open && shown.article.summary && shown.article.body ? html`<div class="body" dir="auto"><${Marked} text=${shown.article.body} spans=${spans(shown, "body", hits)}/></div>` : ""}
    <div class="chips" lang="en">${own(record.topics).map(t => html`<a class="chip" href=${link("topic", [t.id])} title=${`${number(t.score)} / ${number(t.threshold)}`}>${topicName(t.id)}</a>`)}
      ${record.story ? html`<a class="chip" href=${link("story", [record.story])}>${T.article.story}${record.storySources > 1 ? html`<span class="n">${record.storySources}</span>` : ""}</a>` : ""}
      ${(a.body || a.summary) ? html`<button type="button" class="chip" aria-expanded=${open} onClick=${() => setOpen(!open)}>${open ? T.article.less : T.article.open}</button>` : ""}</div>
  </li>`;
}

/** What of a query matched and where, the first few. */
export function Why({spans: found}) {
  return html`<ul class="why" aria-label=${T.alerts.why}>${found.slice(0, 4).map(s => html`<li><span class="note">${s.field}</span> <mark class="hit" dir="auto">${s.text}</mark> <span class="note"><code>${s.clause}</code></span></li>`)}</ul>`;
}

/** What the marks of articles mean; `found` where a query is asked. */
export function EntityKey({found}) {
  return html`<div class="meta" role="group" aria-label=${T.entityColours}>${Object.entries(T.types).map(([t, name]) => html`<span class=${`t-${t}`}><i class="sw"></i>${name}</span>`)}<mark class="topical">${T.article.topicWords}</mark>${found ? html`<mark class="hit">${T.article.found}</mark>` : ""}</div>`;
}

export const alertQuery = record => clause("entity", record.id);
