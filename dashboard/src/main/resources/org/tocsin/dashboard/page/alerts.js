import {html, useState, useApi, useServed, useTick, set, api, say, attempt, Time, past} from "./base.js";
import {T} from "./texts.js";
import {Why} from "./article.js";
import {Alert} from "./now.js";
import {Editor, Subscriptions} from "./subscriptions.js";
import {whereTo} from "./draft.js";
import {useStream, usePace} from "./live.js";
import {useMore, More} from "./more.js";

/** Alerts from the stream, the newest first: all that there is in a process that keeps no inbox. */
function useStreamed(onAlert) {
  const [alerts, setAlerts] = useState([]);
  useStream("alerts/stream", {recent: 1000, names: ["alert"], onEvent: (_, alert) => { setAlerts(old => [alert, ...old.filter(a => a.id !== alert.id)].slice(0, 200)); onAlert(); }});
  return alerts;
}

/** Subscriptions shown at first, and at most. */
const SHOWN = 200;
const MOST = 10_000;

const attemptId = d => `${d.alert} ${d.endpoint} ${d.attempt} ${d.outcome} ${d.at}`;

export function Alerts({params}) {
  const [again, setAgain] = useState(0);
  const [pace, changed] = usePace(2);
  const streamed = useStreamed(changed);
  const [most, setMost] = useState(SHOWN);
  const mine = useServed("subscriptions", {limit: most}, `${useTick(15)} ${again}`);
  const asked = {limit: 100, subscription: params.sub};
  const kept = useServed("alerts", asked, `${pace} ${again}`);
  const list = useMore("alerts", asked, kept.value, a => a.id);
  const attempts = {limit: 50, subscription: params.sub};
  const log = useServed("deliveries", attempts, `${useTick(5)} ${again}`);
  const logged = useMore("deliveries", attempts, log.value, attemptId);
  const judged = useApi("feedback", {}, `${pace} ${again}`);
  const here = past();
  const then = time => !here || new Date(time) <= here;
  const verdicts = new Map((judged.value?.items || []).map(f => [f.alert, f.verdict]));
  const rows = list.items;
  const ids = new Set(rows.map(a => a.id));
  const alerts = [...streamed.filter(a => !ids.has(a.id)), ...rows].filter(a => (!params.sub || a.subscription === params.sub) && then(a.created)).sort((a, b) => (a.created < b.created ? 1 : -1));
  const subscriptions = mine.value || [];
  const done = text => { setAgain(n => n + 1); say(text); };
  return html`<h2 class="page">${T.alerts.title}</h2>
    ${mine.absent ? html`<p class="note">${T.alerts.noApi}</p>` : html`<${Editor} params=${params} onDone=${done}/>`}
    <div class="cols spaced"><section aria-labelledby="inbox"><div class="head"><h3 class="sec" id="inbox">${T.alerts.inbox}</h3>${params.sub ? html`<button type="button" class="chip" onClick=${() => set({sub: ""})}>${subscriptions.find(s => s.id === params.sub)?.name || params.sub} ×</button>` : ""}</div>
      ${alerts.length ? html`<ol class="list" data-list data-inbox>${alerts.map(a => html`<li key=${a.id} tabIndex="-1" data-item><${Inboxed} alert=${a} verdict=${verdicts.get(a.id)} subscription=${subscriptions.find(s => s.id === a.subscription)} onDone=${done}/></li>`)}</ol><${More} list=${list}/>` : html`<p class="empty">${T.alerts.noAlerts}</p>`}</section>
    <div><${Subscriptions} state=${mine} subscriptions=${subscriptions} notices=${[...streamed, ...rows].filter(a => a.kind === "notice")} params=${params} onDone=${done} onMore=${subscriptions.length === most && most < MOST ? () => setMost(Math.min(most * 2, MOST)) : null}/>
    <section class="panel" aria-labelledby="deliveries"><div class="head"><h3 class="sec" id="deliveries">${T.alerts.log}</h3></div><${Log} list=${logged} then=${then} alerts=${alerts} subscriptions=${subscriptions} onDone=${done}/></section></div></div>`;
}

/** Attempts to deliver, the latest first, each with the alert and the subscription that it was for; what did not arrive can be sent again. */
function Log({list, then, alerts, subscriptions, onDone}) {
  const rows = list.items.filter(d => then(d.at));
  if (!rows.length) return html`<p class="note">${T.alerts.noLog}</p>`;
  const titles = new Map(alerts.map(a => [a.id, a.title]));
  const known = new Map(subscriptions.map(s => [s.id, s]));
  const followed = new Set();
  const isLast = d => { const key = `${d.alert} ${d.endpoint}`; return !followed.has(key) && followed.add(key); };
  const where = (d, s) => s?.destinations?.length === 1 ? whereTo(s) : d.endpoint;
  // the row may lose its button when the outcome comes, and the focus must stay
  const again = (d, region) => attempt(() => api("deliveries/again", {alert: d.alert, subscription: d.subscription}, {method: "POST"}).then(done => { region.focus(); onDone(done.messages ? T.alerts.sentAgain(done.messages) : T.alerts.notSent); }));
  return html`<div class="scroll" tabIndex="0" role="region" aria-label=${T.alerts.log}><table><tbody>${rows.map(d => { const s = known.get(d.subscription); const last = isLast(d); return html`<tr key=${attemptId(d)}><td><${Time} value=${d.at}/></td><td><span class=${`pill ${d.outcome === "delivered" ? "ok" : d.outcome === "asked" ? "" : "bad"}`}>${T.alerts.outcomes[d.outcome] || d.outcome}</span>${d.attempt !== 1 ? html`<div class="note">${T.alerts.attempt(d.attempt)}</div>` : ""}</td><td><bdi>${titles.get(d.alert) || d.alert}</bdi><div class="note">${s?.name || d.subscription}, ${where(d, s)}</div>${d.reason ? html`<div class="note">${d.reason}</div>` : ""}${last && !["delivered", "asked"].includes(d.outcome) ? html`<button type="button" class="chip" onClick=${e => again(d, e.currentTarget.closest("[role=region]"))}>${T.alerts.again}</button>` : ""}</td></tr>`; })}</tbody></table></div><${More} list=${list}/>`;
}

/** One alert with why it came; good and wrong are kept as verdicts, mute keeps its story from the subscription as well. */
function Inboxed({alert, verdict, subscription, onDone}) {
  const judge = given => api(`alerts/${encodeURIComponent(alert.id)}/feedback`, {}, {method: "POST", body: JSON.stringify({verdict: given})});
  const mutes = of => Boolean(alert.story) && (of?.mutes || []).some(m => m.kind === "story" && m.value === alert.story);
  const press = {
    good: () => judge("good").then(() => onDone(T.alerts.thanks)),
    wrong: () => judge("wrong").then(() => onDone(T.alerts.thanks)),
    mute: async () => {
      const path = `subscriptions/${encodeURIComponent(alert.subscription)}`;
      const latest = await api(path).catch(e => { if (e.status === 404) return null; throw e; });
      const muted = mutes(latest);
      if (!muted) await judge("mute");
      if (!alert.story) return onDone(T.alerts.noStory);
      if (!latest) return onDone(T.alerts.noSubscription);
      const others = (latest.mutes || []).filter(m => !(m.kind === "story" && m.value === alert.story));
      await api(path, {}, {method: "PUT", body: JSON.stringify({...latest, mutes: muted ? others : [...others, {kind: "story", value: alert.story}]})});
      return onDone((muted ? T.alerts.unmuted : T.alerts.muted)(latest.name));
    }
  };
  const pressed = v => v === "mute" ? mutes(subscription) || (verdict === "mute" && !subscription) : verdict === v;
  const why = alert.why || [];
  return html`<${Alert} alert=${alert}>
    ${why.length ? html`<${Why} spans=${why}/>` : html`<p class="note">${T.alerts.why}: ${(alert.topics || []).map(t => t.id).join(", ")}</p>`}
    <div class="chips spaced">${["good", "wrong", "mute"].map(v => html`<button type="button" class="chip" aria-pressed=${pressed(v)} onClick=${() => attempt(press[v])}>${T.alerts[v]}</button>`)}</div><//>`;
}
