import {html, useState, Time, safe, link, language, topicName, entityClause, api, useEffect, number} from "./base.js";
import {T} from "./texts.js";

/** Marks spans in a text; offsets are UTF-16 code units as JavaScript's. Of two that overlap the first wins. */
export function Marked({text, spans}) {
  const out = [];
  let end = 0;
  for (const s of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (!(s.start >= end && s.end > s.start && s.end <= text.length)) continue;
    out.push(text.slice(end, s.start));
    const words = text.slice(s.start, s.end);
    out.push(html`<mark class=${s.hit ? "hit" : `t-${s.type}`} title=${s.title}>${s.href ? html`<a href=${s.href}>${words}</a>` : words}</mark>`);
    end = s.end;
  }
  out.push(text.slice(end));
  return html`${out}`;
}

/** Spans of a field: entities with a link to their page, and the words that a query found. */
export function spans(record, field, hits = []) {
  const named = (record.mentions || []).filter(m => m.field === field).map(m => ({start: m.start, end: m.end, type: m.type, title: `${m.name} (${T.types[m.type] || m.type})`, href: link("entity", [m.entity || `${m.type}:${m.name}`], {n: m.name})}));
  return [...hits.filter(s => s.field === field).map(s => ({start: s.start, end: s.end, hit: true, title: s.clause})), ...named];
}

export function Article({item, hits, fresh, plain, level = "h4"}) {
  const record = item.article?.article ? item.article : item;
  const a = record.article;
  const [whole, setWhole] = useState(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open && !whole) api(`articles/${encodeURIComponent(a.id)}`).then(w => setWhole(w)).catch(() => setWhole(item));
  }, [open]);
  const shown = open && whole ? whole.article?.article ? whole.article : whole : record;
  const text = shown.article.summary || shown.article.body;
  const field = shown.article.summary ? "summary" : "body";
  const url = safe(a.url);
  const title = a.title || T.article.untitled;
  const heading = url
    ? html`<a href=${url} target="_blank" rel="noopener noreferrer"><${Marked} text=${title} spans=${a.title ? spans(record, "title", hits).map(s => ({...s, href: null})) : []}/></a>`
    : html`<${Marked} text=${title} spans=${a.title ? spans(record, "title", hits) : []}/>`;
  return html`<li class=${`art${fresh ? " fresh" : ""}${open ? " open" : ""}`} tabIndex="-1" data-item lang=${a.language || undefined}>
    <div class="meta" lang="en"><b><bdi>${a.source?.name || a.source?.domain || ""}</bdi></b><${Time} value=${a.published}/>${a.language && a.language !== "en" ? html`<span>${language(a.language)}</span>` : ""}${record.origin === "late" || a.origin === "late" ? html`<span class="tag">${T.article.late}</span>` : ""}${a.revision > 1 ? html`<span>${T.article.revision(a.revision)}</span>` : ""}${a.retracted ? html`<span class="tag">${T.article.retracted}</span>` : ""}</div>
    <h4 dir="auto">${heading}</h4>
    ${text && !plain ? html`<p dir="auto"><${Marked} text=${text} spans=${spans(shown, field, hits)}/></p>` : ""}
    ${open && shown.article.summary && shown.article.body ? html`<div class="body" dir="auto"><${Marked} text=${shown.article.body} spans=${spans(shown, "body", hits)}/></div>` : ""}
    <div class="chips" lang="en">${(record.topics || []).filter(t => !t.id.startsWith("medtop:")).map(t => html`<a class="chip" href=${link("topic", [t.id])} title=${`${number(t.score)} / ${number(t.threshold)}`}>${topicName(t.id)}</a>`)}
      ${record.story ? html`<a class="chip" href=${link("story", [record.story])}>${T.article.story}${record.storySources > 1 ? html`<span class="n">${record.storySources}</span>` : ""}</a>` : ""}
      ${(a.body || a.summary) ? html`<button type="button" class="chip" aria-expanded=${open} onClick=${() => setOpen(!open)}>${open ? T.article.less : T.article.open}</button>` : ""}</div>
  </li>`;
}

export function EntityKey() {
  return html`<div class="meta" role="group" aria-label=${T.entityColours}>${Object.entries(T.types).map(([t, name]) => html`<span class=${`t-${t}`}><i class="sw"></i>${name}</span>`)}</div>`;
}

export const alertQuery = record => entityClause(record.id, record.name);
