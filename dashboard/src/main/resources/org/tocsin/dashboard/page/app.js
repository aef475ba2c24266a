import {html, render, useState, useEffect, useRef, useRoute, link, parse, set, past, present, api, attempt, csrf} from "./base.js";
import {T} from "./texts.js";
import {Now} from "./now.js";
import {Stories, Story} from "./stories.js";
import {Topics, Subject, Compare} from "./topics.js";
import {WorldMap} from "./map.js";
import {Search} from "./search.js";
import {Alerts} from "./alerts.js";
import {Sources} from "./sources.js";
import {System} from "./system.js";
import {streamState} from "./live.js";

const VIEWS = {now: Now, stories: Stories, topics: Topics, map: WorldMap, search: Search, alerts: Alerts, sources: Sources, system: System, story: Story, topic: Subject, entity: Subject, place: Subject, source: Subject, compare: Compare};
const SECTION = {story: "stories", topic: "topics", entity: "topics", place: "topics", source: "sources", compare: "topics"};
const SPEEDS = [1, 10, 60, 300, 1000];

function Page() {
  const route = useRoute();
  const [state, setState] = useState(streamState);
  const [said, setSaid] = useState("");
  const [asking, setAsking] = useState(false);
  const [over, setOver] = useState(false);
  const dialog = useRef();
  const main = useRef();
  const arrived = useRef(false);
  const View = Object.hasOwn(VIEWS, route.view) ? VIEWS[route.view] : Nowhere;
  const section = SECTION[route.view] || route.view;
  useEffect(() => {
    let timer = 0;
    const heard = e => { setSaid(e.detail); clearTimeout(timer); timer = setTimeout(() => setSaid(""), 5000); };
    const streamed = () => setState(streamState);
    // nothing that was for who has logged out stays; the address does, to come back to
    const ended = () => { setOver(true); sessionStorage.clear(); document.title = T.title; };
    streamed();
    addEventListener("say", heard);
    addEventListener("stream", streamed);
    addEventListener("login", ended);
    return () => { removeEventListener("say", heard); removeEventListener("stream", streamed); removeEventListener("login", ended); };
  }, []);
  useEffect(() => {
    // a page of one thing bears its name
    if (!(route.view in SECTION)) document.title = `${T.views[section] || T.nowhere} · ${T.title}`;
    scrollTo(0, 0);
    document.querySelector("nav [aria-current]")?.scrollIntoView({block: "nearest", inline: "nearest"});
    // the next Tab goes into the new view, unless the view has taken the focus itself
    if (arrived.current && !main.current.contains(document.activeElement)) main.current.focus({preventScroll: true});
    arrived.current = true;
  }, [route.view, route.parts.join("/")]);
  useEffect(() => {
    if (route.params.wall) document.documentElement.dataset.wall = ""; else delete document.documentElement.dataset.wall;
    dispatchEvent(new Event("theme"));
  }, [route.params.wall]);
  useEffect(() => {
    const pressed = e => keys(e, {help: () => dialog.current.open ? dialog.current.close() : dialog.current.showModal(), travel: () => past() ? document.querySelector(".travel input").focus() : setAsking(a => !a), close: () => { const open = !past() && document.querySelector(".travel"); if (open) { setAsking(false); main.current.focus(); } return open; }});
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return html`
    <a class="vh skip" href="#main" onClick=${e => { e.preventDefault(); main.current.focus(); }}>${T.skip}</a>
    <header class="mast"><div class="wrap top">
      <h1 class="brand"><a href=${link("now")}><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M12 3a6 6 0 0 0-6 6c0 5-2 7-3 8h18c-1-1-3-3-3-8a6 6 0 0 0-6-6Z"/><path d="M10 20.5a2.2 2.2 0 0 0 4 0M12 1.5V3"/></svg>${T.title}</a></h1>
      <span class="state" data-s=${state} role="status"><i aria-hidden="true"></i>${T.states[state]}</span>
      <div class="tools"><button type="button" class="btn" aria-expanded=${asking || Boolean(route.params.at)} onClick=${() => setAsking(!asking)}>${T.travelButton}</button><button type="button" class="btn" onClick=${theme}>${T.theme}</button><button type="button" class="btn wall" onClick=${wall}>${T.wall}</button><a class="btn" href="/api">${T.api}</a><button type="button" class="btn" onClick=${() => dialog.current.showModal()}>${T.keysButton} <kbd>?</kbd></button>${csrf() ? html`<button type="button" class="btn" onClick=${logOut}>${T.login.out}</button>` : ""}</div>
    </div></header>
    <nav class="views" aria-label=${T.title}><div class="wrap"><ul>${Object.entries(T.views).map(([view, name]) => html`<li><a href=${link(view)} aria-current=${view === section ? "page" : undefined}>${name}</a></li>`)}</ul></div></nav>
    ${asking || route.params.at ? html`<${Travel} params=${route.params} asked=${asking} onClose=${() => { setAsking(false); main.current.focus(); }}/>` : ""}
    <main class="wrap" id="main" ref=${main} tabIndex="-1">${over ? "" : html`<${View} key=${`${route.view}/${route.parts.join("/")}`} view=${route.view} parts=${route.parts} params=${route.params}/>`}</main>
    <dialog ref=${dialog} aria-labelledby="keys"><h2 class="page" id="keys">${T.keysTitle}</h2><dl class="keys">${T.keys.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}</dl><${Switch}/><form method="dialog"><button class="btn main">${T.close}</button></form></dialog>
    <${Login}/>
    <div role="status" aria-live="polite">${said ? html`<div class="toast">${said}</div>` : ""}</div>`;
}

function Nowhere() {
  return html`<h2 class="page">${T.nowhere}</h2><p><a href=${link("now")}>${T.views.now}</a></p>`;
}

function Switch() {
  const [on, setOn] = useState(stored("keys") !== "off");
  return html`<p><label><input type="checkbox" checked=${on} onChange=${e => { setOn(e.target.checked); stored("keys", e.target.checked ? "on" : "off"); }}/> ${T.keysOn}</label></p>`;
}

function Travel({params, asked, onClose}) {
  const field = useRef();
  const [, turn] = useState(0);
  const [when, setWhen] = useState(null); // what is typed, even while it is no time yet
  const close = () => { set({at: "", speed: ""}); onClose(); };
  useEffect(() => {
    const timer = setInterval(() => { if (Number(params.speed) && past() >= Date.now()) set({at: "", speed: ""}); turn(n => n + 1); }, 250);
    return () => clearInterval(timer);
  }, [params.speed]);
  useEffect(() => { if (asked) field.current.focus(); }, [asked]);
  const here = past();
  const local = date => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const go = e => { e.preventDefault(); const chosen = new Date(when ?? local(present())); if (!Number.isNaN(+chosen)) { setWhen(null); set({at: chosen.toISOString(), speed: params.speed || ""}, false); } };
  const pace = speed => set({at: (past() || new Date()).toISOString(), speed: speed || ""});
  return html`<section class="travel" aria-label=${T.travel.title}><div class="wrap">
    ${here ? html`<strong>${here.toLocaleString([], {dateStyle: "medium", timeStyle: "medium"})}</strong>` : html`<span>${T.travel.help}</span>`}
    <form class="bar flat" onSubmit=${go}><label><span class="vh">${T.travel.at}</span><input ref=${field} type="datetime-local" step="1" name="at" required value=${when ?? local(here || present())} onInput=${e => setWhen(e.target.value)}/></label><button class="btn">${T.travel.go}</button></form>
    ${here ? html`<div class="seg" role="group" aria-label=${T.travel.speed}><button type="button" aria-pressed=${!Number(params.speed)} onClick=${() => pace(0)}>${T.travel.hold}</button>${SPEEDS.map(s => html`<button type="button" aria-pressed=${Number(params.speed) === s} onClick=${() => pace(s)}>${s}×</button>`)}</div>
    <div class="seg" role="group" aria-label=${T.travel.step}>${[-24, -1, 1, 24].map(h => html`<button type="button" onClick=${() => set({at: new Date(Math.min(Date.now(), +here + h * 3600e3)).toISOString()})}>${h > 0 ? "+" : "−"}${Math.abs(h)} h</button>`)}</div>` : ""}
    <button type="button" class="btn" onClick=${close}>${here ? T.travel.now : T.close}</button></div></section>`;
}

/** Asks for a token when the server wants one, and changes it for a session. */
function Login() {
  const box = useRef();
  const [token, setToken] = useState("");
  const [error, setError] = useState("");
  const [provider, setProvider] = useState(false);
  useEffect(() => {
    const ask = () => { if (!box.current.open) { box.current.showModal(); api("session").then(s => setProvider(s.login)); } };
    addEventListener("login", ask);
    return () => removeEventListener("login", ask);
  }, []);
  const enter = async e => {
    e.preventDefault();
    try { await api("session", {}, {method: "POST", body: JSON.stringify({token})}); location.reload(); } catch (problem) { setError(problem.message); }
  };
  return html`<dialog ref=${box} aria-labelledby="login"><h2 class="page" id="login">${T.login.title}</h2>${provider ? html`<p><a class="btn main" href="/api/v1/session/login" onClick=${() => stored("back", location.hash, sessionStorage)}>${T.login.provider}</a></p>` : ""}<p>${T.login.help}</p><form class="form" onSubmit=${enter}><label>${T.login.token}<input type="password" name="token" autocomplete="current-password" required value=${token} onInput=${e => setToken(e.target.value)}/></label>${error ? html`<p class="err" role="alert">${error}</p>` : ""}<div><button class="btn main">${T.login.enter}</button></div></form></dialog>`;
}

/** Ends the session of this browser; the page is cleared also when the server does not answer. */
const logOut = () => attempt(() => api("session", {}, {method: "DELETE"}).finally(() => dispatchEvent(new Event("login"))).then(() => location.reload()));

/* --- light and dark, kept in this browser; the big screen, in the address --- */

function stored(name, value, store = localStorage) {
  try { if (value === undefined) return store.getItem(name); store.setItem(name, value); } catch { /* a browser that keeps nothing */ }
  return value;
}

function theme() {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = stored("theme", dark ? "light" : "dark");
  dispatchEvent(new Event("theme"));
}

function wall() {
  const on = !parse(location.hash).params.wall;
  set({wall: on ? "1" : ""});
  if (on) document.documentElement.requestFullscreen?.().catch(() => {}); else if (document.fullscreenElement) document.exitFullscreen();
}

/* --- keys --- */

/** Keys of one character, which speech input may press by mistake, can be switched off (WCAG 2.2, 2.1.4). */
function keys(e, {help, travel, close}) {
  const typing = e.target.matches?.("input:not([type=range],[type=file],[type=checkbox]), textarea, select");
  if (e.ctrlKey || e.metaKey || e.altKey || (typing && e.key !== "Escape")) return;
  if (document.querySelector("dialog[open]") && e.key !== "?") return;
  if (stored("keys") === "off" && e.key.length === 1) return;
  const act = {
    "?": help, t: travel, d: theme, w: wall,
    "/": query,
    p: () => dispatchEvent(new Event("pause")),
    a: alertMe,
    j: () => step(1), k: () => step(-1),
    Enter: () => e.target.matches?.("[data-item]") && e.target.querySelector("h4 a, button[aria-expanded]")?.click(),
    Escape: () => { if (typing && !e.target.closest(".travel")) e.target.blur(); else if (!close() && typing) e.target.blur(); }
  }[e.key] || (/^[1-8]$/.test(e.key) ? () => { location.hash = link(Object.keys(T.views)[Number(e.key) - 1]); } : null);
  if (!act || (e.key === "Enter" && !e.target.matches?.("[data-item]"))) return;
  e.preventDefault();
  act();
}

function query() {
  const field = document.querySelector("[data-query]");
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

/** To a new subscription, for what the view is about where it says so. */
function alertMe() {
  const offer = document.querySelector("[data-alert]");
  const {view, params} = parse(location.hash);
  if (offer) offer.click(); else if (view === "alerts") query(); else location.hash = link("alerts", [], {q: params.q, new: "1", at: "", speed: ""});
}

function step(by) {
  const items = [...document.querySelectorAll("[data-item]")];
  const at = items.indexOf(document.activeElement.closest?.("[data-item]"));
  const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({block: "nearest"});
}

// the provider sends back to the beginning, whatever was open
const back = stored("back", undefined, sessionStorage);
if (back) {
  stored("back", "", sessionStorage);
  if (!location.hash) location.hash = back;
}
const kept = stored("theme");
if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
render(html`<${Page}/>`, document.getElementById("page"));
