import {h, render, Fragment} from "./lib/preact.js";
import {useState, useEffect, useRef, useMemo, useCallback} from "./lib/hooks.js";
import htm from "./lib/htm.js";
import {T} from "./texts.js";

export {render, Fragment, useState, useEffect, useRef, useMemo, useCallback};
export const html = htm.bind(h);

/* --- the address bar: #/view/part?name=value holds the whole state --- */

export function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decode);
  const params = Object.fromEntries(new URLSearchParams(query || ""));
  if (params.at && Number.isNaN(Date.parse(params.at))) delete params.at;
  return {view: parts[0] || "now", parts: parts.slice(1), params};
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

/** The address of a view; time travel and the big screen go along, empty parameters are left out. */
export function link(view, parts = [], params = {}) {
  const now = parse(location.hash).params;
  const all = {at: now.at, speed: now.speed, wall: now.wall, ...params};
  const query = new URLSearchParams(Object.entries(all).filter(([, v]) => v !== undefined && v !== null && v !== ""));
  return `#/${[view, ...parts].map(encodeURIComponent).join("/")}${query.size ? `?${query}` : ""}`;
}

/** Changes parameters of the present address. */
export function set(changes, replace = true) {
  const {view, parts, params} = parse(location.hash);
  const target = link(view, parts, {...params, ...changes});
  if (replace) {
    history.replaceState(null, "", target);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = target;
  }
}

export function useRoute() {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parse(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}

/* --- the present: now, or a time in the past that runs at a speed --- */

let started = {at: "", speed: "", since: 0};

/** The time that the page shows, null for now. */
export function past() {
  const {at, speed} = parse(location.hash).params;
  if (!at) return null;
  if (started.at !== at || started.speed !== speed) started = {at, speed, since: performance.now()};
  return new Date(Math.min(Date.now(), Date.parse(at) + (performance.now() - started.since) * (Number(speed) || 0)));
}

export const present = () => past() || new Date();

/** Goes up when views should ask again: now and then live, more often while the past runs. */
export function useTick(seconds = 10) {
  const [tick, setTick] = useState(0);
  const {at, speed} = useRoute().params;
  useEffect(() => {
    if (at && !Number(speed)) return undefined;
    const timer = setInterval(() => document.hidden || setTick(t => t + 1), (at ? Math.min(seconds, 2) : seconds) * 1000);
    return () => clearInterval(timer);
  }, [at, speed, seconds]);
  return `${tick} ${at || ""} ${speed || ""}`;
}

/* --- the API --- */

/** Asks the server. `hear` among the options gets the headers of the answer; an error has the status, and the fields that are wrong. */
export async function api(path, params = {}, {hear, ...options} = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, v]) => v !== undefined && v !== null && v !== ""));
  const answer = await fetch(`/api/v1/${path}${query.size ? `?${query}` : ""}`, {
    ...options,
    headers: {...(options.body ? {"Content-Type": "application/json"} : {}), ...guard(options.method), ...options.headers}
  });
  const text = await answer.text();
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { value = text; }
  if (!answer.ok) {
    const error = new Error(value?.detail || value?.error || `${answer.status} ${answer.statusText}`);
    error.status = answer.status;
    error.column = value?.column;
    error.errors = value?.errors;
    if (answer.status === 401) dispatchEvent(new Event("login"));
    throw error;
  }
  hear?.(answer.headers);
  return value;
}

/** What an error of the API says of the stream: the server is away, or it answers but cannot do this. */
export const trouble = error => error.status >= 400 && error.status < 500 ? "refused" : "offline";

/** What shows that a change comes from this page, of a cookie that over TLS nobody else can plant; empty without a session. */
export const csrf = () => (document.cookie.match(/(?:^|; )__Host-tocsin-csrf=([^;]+)/) || document.cookie.match(/(?:^|; )tocsin-csrf=([^;]+)/))?.[1] || "";

const guard = method => method && method !== "GET" && csrf() ? {"X-CSRF-Token": csrf()} : {};

/** Parameters that make an answer one of the present of the page. */
export const at = () => { const t = past(); return t ? {at: t.toISOString()} : {}; };

/** What is asked of the present of the page; the rest is of now. */
const OF_THE_PRESENT = /^(articles|stories|trends|series|alerts|deliveries)\b/;

let description;

/** Whether this process serves a path; in a split deployment the other roles have theirs. */
export async function served(path) {
  // a process that is starting or away is asked again
  description ||= fetch("/openapi.json").then(r => r.ok ? r.json() : Promise.reject(new Error(r.statusText))).catch(() => { description = undefined; });
  const known = await description;
  return known ? `/api/v1/${path}` in known.paths : null;
}

/** Like useApi, for a path that this process may not serve: then `absent` is true and nothing is asked. */
export function useServed(path, params, tick) {
  const [there, setThere] = useState(null);
  useEffect(() => { if (there === null) served(path).then(setThere); }, [path, tick, there]);
  return {...useApi(there ? path : null, params, tick), absent: there === false};
}

/** Parameters as they are at this moment; one that hangs on the present is a function of nothing. */
export const settled = params => Object.fromEntries(Object.entries(params || {}).map(([name, value]) => [name, typeof value === "function" ? value() : value]));

/**
 * Asks, and asks again on every tick; keeps the last answer meanwhile. A parameter that is a function is settled when it is asked, and is
 * no reason to ask.
 */
export function useApi(path, params, tick) {
  const [state, setState] = useState({value: null, error: null, of: ""});
  const key = path && `${path} ${JSON.stringify(params)}`;
  useEffect(() => {
    if (!path) { setState({value: null, error: null, of: ""}); return undefined; }
    const control = new AbortController();
    api(path, {...(OF_THE_PRESENT.test(path) ? at() : {}), ...settled(params)}, {signal: control.signal})
      .then(value => setState({value, error: null, of: key}))
      .catch(error => error.name === "AbortError" || setState(old => ({value: error.status === 404 ? null : old.value, error, of: key})));
    return () => control.abort();
  }, [key, tick]);
  return {...state, stale: state.of !== key};
}

/* --- showing values --- */

export const number = n => new Intl.NumberFormat().format(n ?? 0);
export const decimal = (n, digits = 1) => new Intl.NumberFormat(undefined, {maximumFractionDigits: digits}).format(n ?? 0);

/** Local time, UTC on hover; the day too unless it is that of the page's present. */
export function Time({value, long}) {
  const date = new Date(value);
  if (!value || Number.isNaN(date.getTime())) return null;
  const today = date.toDateString() === present().toDateString();
  const text = today && !long
    ? date.toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"})
    : date.toLocaleString([], {dateStyle: "medium", timeStyle: "short"});
  return html`<time dateTime=${date.toISOString()} title=${`${date.toISOString().replace("T", " ").slice(0, 19)} UTC`}>${text}</time>`;
}

/** An address from an article, only when it is one of the web. */
export function safe(url) {
  try { const u = new URL(url); return u.protocol === "http:" || u.protocol === "https:" ? u.href : null; } catch { return null; }
}

let languages;
export function language(code) {
  try { languages ||= new Intl.DisplayNames(["en"], {type: "language"}); return code ? languages.of(code) : ""; } catch { return code; }
}
let regions;
export function region(code) {
  try { regions ||= new Intl.DisplayNames(["en"], {type: "region"}); return code ? regions.of(code) : ""; } catch { return code; }
}

export const topicName = id => id.startsWith("medtop:") ? `IPTC ${id.slice(7)}` : id.replace(/-/g, " ").replace(/^./, c => c.toUpperCase()).replace(/\bdprk\b/i, "DPRK");
/** The query of one thing; a name that no list has is known by its type and itself. */
export const clause = (kind, id) => `${kind === "language" ? "lang" : kind}:"${id.replace(/"/g, "")}"`;
/** Texts as one, which `unpacked` takes apart again, whatever stands in them. */
export const packed = (texts, sign) => texts.map(t => encodeURIComponent(t || "").replace(/~/g, "%7E")).join(sign);
export const unpacked = (text, sign) => (text || "").split(sign).map(t => { try { return decodeURIComponent(t); } catch { return t; } });
export const and = (...parts) => { const all = parts.filter(Boolean); return all.length < 2 ? all[0] || "" : all.map(p => /\sOR\s/.test(p) ? `(${p})` : p).join(" AND "); };

export const hours = window => ({PT15M: .25, PT1H: 1, PT6H: 6, PT24H: 24, P7D: 168, P30D: 720, P365D: 8760})[window] || 24;
export const from = window => new Date(present().getTime() - hours(window) * 3600e3).toISOString();

export function Windows({value, choices = Object.keys(T.windows), onChange = w => set({w})}) {
  return html`<div class="seg" role="group" aria-label=${T.window}>${choices.map(w => html`<button type="button" aria-pressed=${w === value} onClick=${() => onChange(w)}>${T.windows[w]}</button>`)}</div>`;
}

/** To a new subscription for what the view is about; the key `a` goes there too. */
export function AlertMe({q}) {
  return html`<a class="btn" data-alert href=${link("alerts", [], {q, new: "1", at: "", speed: ""})}>${T.now.alertMe}</a>`;
}

/** Names a page of one thing in the browser's tab and history. */
export function useTitle(text) {
  useEffect(() => { document.title = `${text} · ${T.title}`; }, [text]);
}

export function Chips({items, kind, empty}) {
  if (!items?.length) return html`<p class="note">${empty}</p>`;
  return html`<ul class="chips">${items.map(i => html`<li key=${i.id}><a class="chip" href=${to(kind, i)}>${kind === "entity" || kind === "place" ? html`<i class=${`sw t-${i.type || "place"}`} aria-hidden="true"></i>` : ""}<bdi>${label(kind, i)}</bdi><span class="n">${number(i.count)}</span></a></li>`)}</ul>`;
}

export function label(kind, item) {
  return kind === "topic" ? topicName(item.id) : kind === "language" ? language(item.id) : kind === "country" ? region(item.id) : item.name || item.id;
}

export function to(kind, item) {
  return kind === "topic" || kind === "entity" || kind === "place" || kind === "source" ? link(kind, [item.id], {n: kind === "topic" ? undefined : item.name}) : link("search", [], {q: clause(kind, item.id)});
}

export function Empty({state, children}) {
  if (state?.error) return html`<p class="empty" role="alert">${T.error}${state.error.message}</p>`;
  if (state && !state.value) return html`<p class="note" role="status">${T.loading}</p>`;
  return html`<p class="empty">${children}</p>`;
}

/** A button for what cannot be taken back: it asks once more before it does it. */
export function Sure({children, onClick}) {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return undefined;
    const timer = setTimeout(() => setAsked(false), 5000);
    return () => clearTimeout(timer);
  }, [asked]);
  return html`<button type="button" class=${`chip${asked ? " sure" : ""}`} onClick=${e => { if (asked) onClick(e); setAsked(!asked); }}>${asked ? T.sure : children}</button>`;
}

/** The panel that what was pressed lies in; it takes the focus when that may go away, and bears `tabIndex="-1"` for it. */
export const panelOf = e => e.currentTarget.closest("section.panel");

/* --- one line said for a moment, to eyes and screen readers --- */

export function say(text) { dispatchEvent(new CustomEvent("say", {detail: text})); }
export const attempt = work => Promise.resolve().then(work).catch(e => say(T.error + e.message));
