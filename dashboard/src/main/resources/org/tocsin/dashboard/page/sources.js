import {html, useState, useApi, useServed, useTick, Windows, Empty, number, api, say, attempt, Time, from, region, to} from "./base.js";
import {T} from "./texts.js";

const rows = value => Array.isArray(value) ? value : value?.items || value?.feeds || [];

export function Sources({params}) {
  const [again, setAgain] = useState(0);
  const w = params.w || "P7D";
  const tick = `${useTick(15)} ${again}`;
  const feeds = useServed("feeds", {}, tick);
  const seen = useApi("trends", {dimension: "source", window: w, limit: 100, sort: "count"}, tick);
  const done = text => { setAgain(n => n + 1); say(text); };
  return html`<h2 class="page">${T.sources.title}</h2>
    <section class="panel" aria-labelledby="feeds"><div class="head"><h3 class="sec" id="feeds">${T.sources.feeds}</h3>
      ${feeds.absent ? "" : html`<span class="end"><a class="btn" href="/api/v1/feeds/export" download="tocsin.opml">${T.sources.export}</a></span>`}</div>
      ${feeds.absent ? html`<p class="note">${T.sources.noApi}</p>` : html`<${Add} onDone=${done}/>
      ${rows(feeds.value).length ? html`<div class="scroll" tabIndex="0" role="region" aria-label=${T.sources.feeds}><table><thead><tr><th scope="col">${T.sources.name}</th><th scope="col">${T.sources.health}</th><th scope="col">${T.sources.last}</th><th scope="col"></th></tr></thead><tbody>${rows(feeds.value).map(f => html`<${FeedRow} key=${f.id || f.feed?.id} row=${f} onDone=${done}/>`)}</tbody></table></div>` : html`<${Empty} state=${feeds}>${T.sources.none}<//>`}`}</section>
    <section class="panel" aria-labelledby="seen"><div class="head"><h3 class="sec" id="seen">${T.sources.seen}</h3><span class="end"><${Windows} value=${w} choices=${["PT24H", "P7D", "P30D", "P365D"]}/></span></div>
      ${seen.value?.items.length ? html`<table><thead><tr><th scope="col">${T.sources.outlet}</th><th scope="col" class="num">${T.sources.rate}</th><th scope="col" class="num">${T.now.usual}</th></tr></thead><tbody>${seen.value.items.map(s => html`<tr key=${s.id}><td><a href=${to("source", s)}><bdi>${s.name}</bdi></a> <span class="note">${s.id === s.name ? "" : s.id}</span></td><td class="num">${number(s.count)}</td><td class="num note">${s.usual == null ? "" : number(Math.round(s.usual * 10) / 10)}</td></tr>`)}</tbody></table>` : html`<${Empty} state=${seen}>${T.topics.none}<//>`}</section>`;
}

function FeedRow({row, onDone}) {
  const feed = row.feed || row;
  const status = row.status || row;
  const state = !status.polled ? "idle" : status.failures > 0 ? "bad" : "ok";
  const path = `feeds/${encodeURIComponent(feed.id)}`;
  return html`<tr><td><b><bdi>${feed.name || feed.url}</bdi></b><div class="note">${feed.url}</div>${(feed.tags || []).length || feed.group ? html`<div class="note">${[feed.group, ...(feed.tags || [])].filter(Boolean).join(", ")}</div>` : ""}</td>
    <td><span class=${`pill ${state}`}>${T.sources[state]}</span>${status.reason ? html`<div class="note">${status.reason}</div>` : ""}${status.failures > 1 ? html`<div class="note">${T.sources.failures(status.failures)}</div>` : ""}</td>
    <td><${Time} value=${status.lastItem || status.lastGood}/></td>
    <td class="num"><button type="button" class="chip" onClick=${() => attempt(() => api(path, {}, {method: "PATCH", body: JSON.stringify({paused: !feed.paused})}).then(() => onDone(T.alerts.thanks)))}>${feed.paused ? T.sources.resume : T.sources.pause}</button> <button type="button" class="chip" onClick=${() => attempt(() => api(path, {}, {method: "DELETE"}).then(() => onDone(T.alerts.thanks)))}>${T.sources.remove}</button></td></tr>`;
}

function Add({onDone}) {
  const [url, setUrl] = useState("");
  const [tested, setTested] = useState(null);
  const [error, setError] = useState("");
  const act = work => { setError(""); setTested(null); return work().catch(e => setError(e.message)); };
  const add = e => { e.preventDefault(); act(() => api("feeds", {}, {method: "POST", body: JSON.stringify({url})}).then(() => { setUrl(""); onDone(T.alerts.thanks); })); };
  const test = () => act(() => api("feeds/test", {}, {method: "POST", body: JSON.stringify({url})}).then(found => setTested(Array.isArray(found) ? found[0] : found)));
  const take = e => { const file = e.target.files[0]; if (file) act(() => file.text().then(body => api("feeds/import", {}, {method: "POST", body, headers: {"Content-Type": "text/x-opml"}})).then(() => onDone(T.alerts.thanks))); };
  return html`<form class="bar" onSubmit=${add}><label class="grow"><span class="vh">${T.sources.url}</span><input class="wide" type="url" required placeholder="https://…" value=${url} onInput=${e => setUrl(e.target.value)}/></label><button type="button" class="btn" disabled=${!url} onClick=${test}>${T.sources.test}</button><button class="btn main" disabled=${!url}>${T.sources.add}</button>
    <label class="btn">${T.sources.import}<input class="vh" type="file" accept=".opml,.xml,text/xml,text/x-opml" onChange=${take}/></label></form>
    ${error ? html`<p class="err" role="alert">${error}</p>` : ""}
    ${tested ? html`<div class="note"><p>${T.sources.found((tested.items || []).length)}</p><ul>${(tested.items || []).slice(0, 8).map(i => html`<li dir="auto">${i.title}</li>`)}</ul></div>` : ""}`;
}
