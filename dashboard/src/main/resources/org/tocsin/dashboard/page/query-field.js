import {html, useState, useEffect, useRef, api, set, label, clause} from "./base.js";
import {T} from "./texts.js";

const FIELDS = ["title:", "summary:", "body:", "lead:", "source:", "country:", "lang:", "author:", "category:", "origin:", "entity:", "topic:", "place:", "near:"];
const OPERATORS = ["AND", "OR", "NOT", "NEAR/8", "BEFORE/8", "2 OF (", "SCORE >= 10 ("];
const AROUND = 18;
let known = null;

/** What history holds, for completion; asked once in five minutes. */
function vocabulary() {
  if (!known || Date.now() - known.asked > 300_000) {
    known = {asked: Date.now(), answer: api("articles", {limit: 0, facets: "topic,entity,source,language,country,place", "facet-limit": 1000}).then(a => a.facets).catch(() => ({}))};
  }
  return known.answer;
}

function suggestions(facets, text, cursor) {
  const before = text.slice(0, cursor);
  const word = before.match(/\w+:"[^"]*$|[^\s()]*$/)[0];
  const start = cursor - word.length;
  if (!word) return {start, all: []};
  const all = [];
  const valued = word.match(/^(topic|entity|source|lang|country|place):"?(.*)$/i);
  const pick = (kind, wanted, most) => (facets[kind] || []).filter(v => `${v.id} ${label(kind, v)}`.toLowerCase().includes(wanted.toLowerCase())).slice(0, most)
    .forEach(v => all.push({text: clause(kind, v.id).replace(/^((?:topic|lang|country|source|place|entity):)"([\w.-]+)"$/, "$1$2"), note: label(kind, v), count: v.count}));
  if (valued) {
    pick({lang: "language"}[valued[1].toLowerCase()] || valued[1].toLowerCase(), valued[2], 12);
  } else {
    FIELDS.filter(f => f.startsWith(word.toLowerCase()) && word.length > 1).forEach(f => all.push({text: f, note: "", open: true}));
    OPERATORS.filter(o => word.length > 1 && word === word.toUpperCase() && o.startsWith(word)).forEach(o => all.push({text: o, note: ""}));
    if (word.length > 2) { pick("topic", word, 4); pick("entity", word, 5); pick("source", word, 2); }
  }
  return {start, all: all.filter(s => s.text !== word)};
}

/** The text about a column, with a mark under it; no longer than fits on a phone. */
function pointed(text, column) {
  const start = Math.max(0, Math.min(text.length, column - 1) - AROUND);
  return `${start ? "…" : ""}${text.slice(start, start + 2 * AROUND)}\n${" ".repeat(Math.max(0, column - 1 - start) + (start ? 1 : 0))}▲`;
}

/**
 * A field for a query: completes, checks while one types, and hands a query on only when it can be read. `refused` is what the
 * server says against a query that can be.
 */
export function QueryField({value = "", onChange = q => set({q}), label: name = T.queryLabel, id = "query", live = true, refused}) {
  const [text, setText] = useState(value);
  const [mistake, setError] = useState(null);
  const error = mistake || (refused ? {message: refused} : null);
  const [options, setOptions] = useState({start: 0, all: []});
  const [chosen, setChosen] = useState(-1);
  const field = useRef();
  const sent = useRef(value);
  useEffect(() => { if (value !== sent.current) { setText(value); sent.current = value; } }, [value]);
  useEffect(() => {
    const timer = setTimeout(() => check(live), 220);
    return () => clearTimeout(timer);
  }, [text]);
  async function check(handing) {
    if (!text.trim()) { setError(null); hand(""); return; }
    try {
      const checked = await api("query", {q: text});
      setError(checked.valid ? null : checked);
      if (checked.valid && handing) hand(text.trim());
    } catch { /* the server is away; the page says so elsewhere */ }
  }
  function hand(q) { if (q !== sent.current) { sent.current = q; onChange(q); } }
  async function typed(e) {
    setText(e.target.value);
    const {value: now, selectionStart} = e.target;
    setChosen(-1);
    setOptions(suggestions(await vocabulary(), now, selectionStart));
  }
  function take(option) {
    const cursor = field.current.selectionStart;
    const next = text.slice(0, options.start) + option.text + (option.open ? "" : " ") + text.slice(cursor);
    const place = options.start + option.text.length + (option.open ? 0 : 1);
    setText(next);
    setOptions({start: 0, all: []});
    requestAnimationFrame(() => { field.current.focus(); field.current.setSelectionRange(place, place); });
  }
  function key(e) {
    const most = options.all.length;
    if (e.key === "ArrowDown" && most) { e.preventDefault(); setChosen((chosen + 1) % most); }
    else if (e.key === "ArrowUp" && most) { e.preventDefault(); setChosen((chosen - 1 + most) % most); }
    else if ((e.key === "Enter" || e.key === "Tab") && chosen >= 0) { e.preventDefault(); take(options.all[chosen]); }
    else if (e.key === "Enter") { check(true); setOptions({start: 0, all: []}); }
    else if (e.key === "Escape") { if (most) { e.stopPropagation(); setOptions({start: 0, all: []}); } else field.current.blur(); }
  }
  const open = options.all.length > 0;
  return html`<div class="q grow">
    <label class="vh" for=${id}>${name}</label>
    <input id=${id} ref=${field} data-query type="text" role="combobox" aria-autocomplete="list" aria-expanded=${open} aria-controls=${`${id}-options`} aria-activedescendant=${chosen >= 0 ? `${id}-${chosen}` : undefined} aria-invalid=${Boolean(error)} aria-describedby=${error ? `${id}-error` : undefined}
      autocomplete="off" spellcheck=${false} placeholder=${T.queryHint} value=${text} onInput=${typed} onKeyDown=${key} onBlur=${() => setTimeout(() => setOptions({start: 0, all: []}), 150)}/>
    ${text ? html`<button type="button" class="x" aria-label=${T.clear} onClick=${() => { setText(""); hand(""); field.current.focus(); }}>×</button>` : ""}
    <ul id=${`${id}-options`} role="listbox" aria-label=${name} hidden=${!open}>${options.all.map((o, i) => html`<li id=${`${id}-${i}`} role="option" aria-selected=${i === chosen} onMouseDown=${e => { e.preventDefault(); take(o); }}><code>${o.text}</code><span class="note">${o.note}${o.count ? ` · ${o.count}` : ""}</span></li>`)}</ul>
    ${error ? html`<div class="err" id=${`${id}-error`} role="status">${error.column ? html`<pre aria-hidden="true">${pointed(text, error.column)}</pre>` : ""}${error.message}</div>` : ""}
  </div>`;
}
