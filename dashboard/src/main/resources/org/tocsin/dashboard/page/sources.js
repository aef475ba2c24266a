import {html, useState, useApi, useServed, useTick, Windows, Empty, number, decimal, api, say, attempt, Time, to, Sure, panelOf} from "./base.js";
import {T} from "./texts.js";
import {useChanges} from "./live.js";
import {useMore, More} from "./more.js";

/** Feeds shown at first, and at most. */
const SHOWN = 200;
const MOST = 10_000;

const rows = value => Array.isArray(value) ? value : value?.items || value?.feeds || [];

export function Sources({params}) {
  const [again, setAgain] = useState(0);
  const w = params.w || "P7D";
  const [most, setMost] = useState(SHOWN);
  const feeds = useServed("feeds", {limit: most}, `${useTick(15)} ${again}`);
  const asked = {dimension: "source", window: w, limit: 100, sort: "count"};
  const seen = useApi("trends", asked, useChanges("trends/stream", ["trend"], {dimension: "source"}));
  const sources = useMore("trends", asked, seen.value, s => s.id);
  const done = text => { setAgain(n => n + 1); say(text); };
  return html`<h2 class="page">${T.sources.title}</h2>
    <section class="panel" aria-labelledby="feeds" tabIndex="-1"><div class="head"><h3 class="sec" id="feeds">${T.sources.feeds}</h3>${params.at ? html`<span class="note">${T.travel.present}</span>` : ""}
      ${feeds.absent ? "" : html`<span class="end"><a class="btn" href="/api/v1/feeds/export" download="tocsin.opml">${T.sources.export}</a></span>`}</div>
      ${feeds.absent ? html`<p class="note">${T.sources.noApi}</p>` : html`<${Add} onDone=${done}/>
      ${rows(feeds.value).length ? html`<div class="scroll" tabIndex="0" role="region" aria-label=${T.sources.feeds}><table><thead><tr><th scope="col">${T.sources.name}</th><th scope="col">${T.sources.health}</th><th scope="col">${T.sources.pace}</th><th scope="col">${T.sources.last}</th><th scope="col"><span class="vh">${T.sources.remove}</span></th></tr></thead><tbody>${rows(feeds.value).map(f => html`<${FeedRow} key=${f.id} row=${f} onDone=${done}/>`)}</tbody></table></div>${rows(feeds.value).length === most && most < MOST ? html`<p><button type="button" class="btn" onClick=${() => setMost(Math.min(most * 2, MOST))}>${T.search.more}</button></p>` : ""}` : html`<${Empty} state=${feeds}>${T.sources.none}<//>`}`}</section>
    <section class="panel" aria-labelledby="seen"><div class="head"><h3 class="sec" id="seen">${T.sources.seen}</h3>${seen.value ? html`<span class="note" data-count=${seen.value.count}>${number(seen.value.count)}</span>` : ""}<span class="end"><${Windows} value=${w} choices=${["PT24H", "P7D", "P30D", "P365D"]}/></span></div>
      ${sources.items.length ? html`<table class="seen"><thead><tr><th scope="col">${T.sources.outlet}</th><th scope="col" class="num">${T.sources.rate}</th><th scope="col" class="num">${T.now.usual}</th></tr></thead><tbody>${sources.items.map(s => html`<tr key=${s.id}><td><a href=${to("source", s)}><bdi>${s.name}</bdi></a> <span class="note">${s.id === s.name ? "" : s.id}</span></td><td class="num">${number(s.count)}</td><td class="num note">${s.usual == null ? "" : number(Math.round(s.usual * 10) / 10)}</td></tr>`)}</tbody></table><${More} list=${sources} count=${seen.value?.count}/>` : html`<${Empty} state=${seen}>${T.topics.none}<//>`}</section>`;
}

const TONES = {ok: "ok", failing: "bad", silent: "bad", ended: "bad"};

function FeedRow({row: f, onDone}) {
  const path = `feeds/${encodeURIComponent(f.id)}`;
  const act = (options, said, panel) => attempt(() => api(path, {}, options).then(() => { panel?.focus(); onDone(said); }));
  return html`<tr><td><b><bdi>${f.name || f.url}</bdi></b><div class="note">${f.url}</div>${f.movedTo && f.movedTo !== f.url ? html`<div class="note">${T.sources.moved(f.movedTo)}</div>` : ""}${(f.tags || []).length || f.group ? html`<div class="note">${[f.group, ...(f.tags || [])].filter(Boolean).join(", ")}</div>` : ""}</td>
    <td><span class=${`pill ${TONES[f.health] || "idle"}`}>${T.sources.states[f.health] || f.health}</span>${f.reason ? html`<div class="note">${f.reason}</div>` : ""}${f.failures > 1 ? html`<div class="note">${T.sources.failures(f.failures)}</div>` : ""}</td>
    <td>${f.perDay == null ? "" : T.sources.perDay(decimal(f.perDay))}<div class="note">${T.sources.items(number(f.items))}</div>${f.currentInterval ? html`<div class="note">${T.sources.every(Math.max(1, Math.round(f.currentInterval / 60)))}</div>` : ""}${f.due ? html`<div class="note">${T.sources.next} <${Time} value=${f.due}/></div>` : ""}</td>
    <td><${Time} value=${f.lastItem}/>${f.lastGood ? html`<div class="note">${T.sources.asked} <${Time} value=${f.lastGood}/></div>` : ""}</td>
    <td><div class="chips"><button type="button" class="chip" onClick=${() => act({method: "PATCH", body: JSON.stringify({paused: !f.paused})}, T.sources.changed)}>${f.paused ? T.sources.resume : T.sources.pause}</button><${Sure} onClick=${e => act({method: "DELETE"}, T.sources.removed, panelOf(e))}>${T.sources.remove}<//></div></td></tr>`;
}

function Add({onDone}) {
  const [url, setUrl] = useState("");
  const [tested, setTested] = useState(null);
  const [error, setError] = useState("");
  const act = work => { setError(""); setTested(null); return work().catch(e => setError(e.message)); };
  const add = e => { e.preventDefault(); act(() => api("feeds", {}, {method: "POST", body: JSON.stringify({url})}).then(() => { setUrl(""); onDone(T.sources.added); })); };
  const test = () => act(() => api("feeds/test", {}, {method: "POST", body: JSON.stringify({url})}).then(found => setTested(Array.isArray(found) ? found[0] : found)));
  const take = e => {
    const file = e.target.files[0];
    if (file) act(() => api("feeds/import", {}, {method: "POST", body: file, headers: {"Content-Type": "text/x-opml"}}).then(a => onDone(T.sources.imported(a.added, a.known, (a.rejected || []).length))));
    e.target.value = "";
  };
  return html`<form class="bar" onSubmit=${add}><label class="grow"><span class="vh">${T.sources.url}</span><input class="wide" type="url" required placeholder="https://…" value=${url} onInput=${e => setUrl(e.target.value)}/></label><button type="button" class="btn" disabled=${!url} onClick=${test}>${T.sources.test}</button><button class="btn main" disabled=${!url}>${T.sources.add}</button>
    <label class="btn">${T.sources.import}<input class="vh" type="file" accept=".opml,.xml,text/xml,text/x-opml" onChange=${take}/></label></form>
    ${error ? html`<p class="err" role="alert">${error}</p>` : ""}
    ${tested ? html`<div class="note"><p>${T.sources.found((tested.items || []).length)}</p><ul>${(tested.items || []).slice(0, 8).map(i => html`<li dir="auto">${i.title}</li>`)}</ul></div>` : ""}`;
}
