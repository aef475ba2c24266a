import {html, useState, useEffect, useRef, useApi, useServed, useTick, Empty, link, set, number, api, say, attempt, Time, from, Windows, Sure} from "./base.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article} from "./article.js";
import {Plot} from "./plots.js";
import {Alert} from "./now.js";
import {useStream, usePace} from "./live.js";

/** Alerts from the stream, the newest first: all that there is in a process that keeps no inbox. */
function useStreamed(onAlert) {
  const [alerts, setAlerts] = useState([]);
  useStream("alerts/stream", {recent: 1000, names: ["alert"], onEvent: (_, alert) => { setAlerts(old => [alert, ...old.filter(a => a.id !== alert.id)].slice(0, 200)); onAlert(); }});
  return alerts;
}

export function Alerts({params}) {
  const [again, setAgain] = useState(0);
  const [pace, changed] = usePace(2);
  const streamed = useStreamed(changed);
  const mine = useServed("subscriptions", {}, `${useTick(15)} ${again}`);
  const kept = useServed("alerts", {limit: 100, subscription: params.sub}, `${pace} ${again}`);
  const log = useServed("deliveries", {limit: 50}, `${useTick(5)} ${again}`);
  const judged = useApi("feedback", {}, `${pace} ${again}`);
  const verdicts = new Map((judged.value?.items || []).map(f => [f.alert, f.verdict]));
  const rows = Array.isArray(kept.value) ? kept.value : kept.value?.items || [];
  const ids = new Set(rows.map(a => a.id));
  const alerts = [...streamed.filter(a => !ids.has(a.id)), ...rows].filter(a => !params.sub || a.subscription === params.sub).sort((a, b) => (a.created < b.created ? 1 : -1));
  const subscriptions = Array.isArray(mine.value) ? mine.value : mine.value?.items || [];
  const done = text => { setAgain(n => n + 1); say(text); };
  const remove = s => attempt(() => api(`subscriptions/${encodeURIComponent(s.id)}`, {}, {method: "DELETE", headers: {"If-Match": `"${s.version}"`}}).then(() => done(T.alerts.removed)));
  return html`<h2 class="page">${T.alerts.title}</h2>
    <${Create} params=${params} onDone=${() => { set({new: "", q: ""}); done(T.alerts.saved); }}/>
    <div class="cols spaced"><section aria-labelledby="inbox"><div class="head"><h3 class="sec" id="inbox">${T.alerts.inbox}</h3>${params.sub ? html`<button type="button" class="chip" onClick=${() => set({sub: ""})}>${subscriptions.find(s => s.id === params.sub)?.name || params.sub} ×</button>` : ""}</div>
      ${alerts.length ? html`<ol class="list" data-list data-inbox>${alerts.slice(0, 100).map(a => html`<li key=${a.id} tabIndex="-1" data-item><${Inboxed} alert=${a} verdict=${verdicts.get(a.id)} subscription=${subscriptions.find(s => s.id === a.subscription)} onDone=${done}/></li>`)}</ol>` : html`<p class="empty">${T.alerts.noAlerts}</p>`}</section>
    <div><section class="panel" aria-labelledby="mine"><div class="head"><h3 class="sec" id="mine">${T.alerts.mine}</h3></div>
      ${subscriptions.length ? html`<ul class="list">${subscriptions.map(s => html`<li class="related" key=${s.id}><a href=${link("alerts", [], {sub: s.id})}><b><bdi>${s.name}</bdi></b></a>${s.paused ? html` <span class="pill idle">${T.alerts.paused}</span>` : ""}<div><code>${s.query}</code></div><div class="meta"><span>${destinations(s)}</span><a href=${link("search", [], {q: s.query})}>${T.views.search}</a><${Sure} onClick=${() => remove(s)}>${T.alerts.remove}<//></div></li>`)}</ul>` : html`<${Empty} state=${mine.error ? mine : mine.value ? null : mine}>${T.alerts.none}<//>`}</section>
    <section class="panel" aria-labelledby="deliveries"><div class="head"><h3 class="sec" id="deliveries">${T.alerts.log}</h3></div><${Log} state=${log} alerts=${alerts} subscriptions=${subscriptions}/></section></div></div>`;
}

const destinations = s => (s.destinations || []).map(d => `${T.alerts.channels[d.channel] || d.channel} ${d.target}`).join(", ") || T.alerts.channels.stream;

/** Attempts to deliver, the latest first, each with the alert and the subscription that it was for. */
function Log({state, alerts, subscriptions}) {
  const rows = Array.isArray(state.value) ? state.value : state.value?.items || [];
  if (!rows.length) return html`<p class="note">${T.alerts.noLog}</p>`;
  const titles = new Map(alerts.map(a => [a.id, a.title]));
  const names = new Map(subscriptions.map(s => [s.id, s.name]));
  return html`<div class="scroll" tabIndex="0" role="region" aria-label=${T.alerts.log}><table><tbody>${rows.slice(0, 50).map(d => html`<tr><td><${Time} value=${d.at}/></td><td><span class=${`pill ${d.outcome === "delivered" ? "ok" : "bad"}`}>${d.outcome}</span>${d.attempt > 1 ? html`<div class="note">${T.alerts.attempt} ${d.attempt}</div>` : ""}</td><td><bdi>${titles.get(d.alert) || d.alert}</bdi><div class="note">${names.get(d.subscription) || d.subscription}, ${d.endpoint}</div>${d.reason ? html`<div class="note">${d.reason}</div>` : ""}</td></tr>`)}</tbody></table></div>`;
}

/** One alert with why it came; good and wrong are kept as verdicts, mute keeps its story from the subscription as well. */
function Inboxed({alert, verdict, subscription, onDone}) {
  const judge = given => api(`alerts/${encodeURIComponent(alert.id)}/feedback`, {}, {method: "POST", body: JSON.stringify({verdict: given})});
  const muted = Boolean(alert.story) && (subscription?.mutes || []).some(m => m.kind === "story" && m.value === alert.story);
  const press = {
    good: () => judge("good").then(() => onDone(T.alerts.thanks)),
    wrong: () => judge("wrong").then(() => onDone(T.alerts.thanks)),
    mute: async () => {
      if (!muted) await judge("mute");
      if (!subscription || !alert.story) return onDone(T.alerts.noStory);
      const path = `subscriptions/${encodeURIComponent(subscription.id)}`;
      const latest = await api(path);
      const others = (latest.mutes || []).filter(m => !(m.kind === "story" && m.value === alert.story));
      await api(path, {}, {method: "PUT", body: JSON.stringify({...latest, mutes: muted ? others : [...others, {kind: "story", value: alert.story}]})});
      return onDone((muted ? T.alerts.unmuted : T.alerts.muted)(subscription.name));
    }
  };
  const pressed = v => v === "mute" ? muted || (verdict === "mute" && !subscription) : verdict === v;
  const why = alert.why || [];
  return html`<${Alert} alert=${alert}>
    ${why.length ? html`<ul class="why" aria-label=${T.alerts.why}>${why.slice(0, 4).map(s => html`<li><span class="note">${s.field}</span> <mark class="hit" dir="auto">${s.text}</mark> <span class="note"><code>${s.clause}</code></span></li>`)}</ul>` : html`<p class="note">${T.alerts.why}: ${(alert.topics || []).map(t => t.id).join(", ")}</p>`}
    <div class="chips spaced">${["good", "wrong", "mute"].map(v => html`<button type="button" class="chip" aria-pressed=${pressed(v)} onClick=${() => attempt(press[v])}>${T.alerts[v]}</button>`)}</div><//>`;
}

/** A new subscription with what it would have found while one types. */
function Create({params, onDone}) {
  const [name, setName] = useState("");
  const [channel, setChannel] = useState("stream");
  const [target, setTarget] = useState("");
  const [error, setError] = useState("");
  const [w, setW] = useState("P30D");
  const box = useRef();
  const q = params.q || "";
  useEffect(() => { if (params.new) { box.current.open = true; box.current.querySelector("input").focus(); } }, [params.new]);
  const found = useApi(q ? "articles" : null, {q, from: from(w), limit: 5, facets: "story", "facet-limit": 1000, buckets: 60}, `${w}`);
  async function save(e) {
    e.preventDefault();
    setError("");
    try {
      await api("subscriptions", {}, {method: "POST", body: JSON.stringify({name: name || q, query: q, enabled: true, destinations: channel === "stream" ? [] : [{channel, target}]})});
      setName(""); setTarget("");
      box.current.querySelector("summary").focus();
      onDone();
    } catch (problem) { setError(problem.message); }
  }
  const page = found.value;
  return html`<details class="panel" ref=${box} open=${Boolean(params.new || q)} id="create"><summary><b>${T.alerts.create}</b></summary>
    <form class="form spaced" onSubmit=${save}>
      <div><${QueryField} id="new-query" label=${T.alerts.query} value=${q} onChange=${v => set({q: v, new: "1"})}/></div>
      <div class="row"><label>${T.alerts.name}<input name="name" value=${name} placeholder=${q} onInput=${e => setName(e.target.value)}/></label>
        <label>${T.alerts.channel}<select name="channel" value=${channel} onChange=${e => setChannel(e.target.value)}>${Object.entries(T.alerts.channels).map(([c, t]) => html`<option value=${c}>${t}</option>`)}</select></label>
        ${channel === "stream" ? "" : html`<label>${T.alerts.target}<input name="target" required value=${target} onInput=${e => setTarget(e.target.value)}/></label>`}</div>
      ${error ? html`<p class="err" role="alert">${error}</p>` : ""}
      <div><button class="btn main" disabled=${!q}>${T.alerts.save}</button></div></form>
    ${page ? html`<section class="spaced" aria-label=${T.alerts.preview}><div class="head"><h3 class="sec">${T.alerts.preview}</h3><span class="note" data-preview=${page.count}>${page.count ? T.alerts.previewCount(number(page.count), number(page.facets.story.length), T.windows[w]) : T.alerts.previewNone}</span><span class="end"><${Windows} value=${w} choices=${["P7D", "P30D", "P365D"]} onChange=${setW}/></span></div>
      ${page.count ? html`<${Plot} from=${page.timeline.from} seconds=${page.timeline.seconds} lines=${[{name: T.topics.articles, counts: page.timeline.counts, area: true}]} label=${T.alerts.preview} height=${100}/><ol class="list">${page.items.map(i => html`<${Article} key=${i.article.article.id} item=${i} plain/>`)}</ol>` : ""}</section>` : ""}
  </details>`;
}
