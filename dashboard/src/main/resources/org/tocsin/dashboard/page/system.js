import {html, useState, useApi, Empty, number, decimal, api, say, attempt, panelOf, Time} from "./base.js";
import {T} from "./texts.js";
import {useStream} from "./live.js";
import {useMore, More} from "./more.js";

const LETTERS = {limit: 100};

export function System({params}) {
  const [again, setAgain] = useState(0);
  const [state, setState] = useState({value: null});
  useStream("health/stream", {recent: 1, names: ["health"], onEvent: (_, value) => setState({value})});
  const s = state.value?.system;
  // the end of its topic moves with each new one
  const dead = useApi("dead-letters", LETTERS, `${s?.topics?.["tocsin.dead-letters"]} ${again}`);
  const list = useMore("dead-letters", LETTERS, dead.value, l => l.id);
  if (!s) return html`<h2 class="page">${T.system.title}</h2><${Empty} state=${state}/>`;
  const health = state.value.stages;
  const letters = list.items;
  const retry = (id, panel) => attempt(() => api(`dead-letters/${encodeURIComponent(id)}/retry`, {}, {method: "POST"}).then(() => { panel.focus(); say(T.system.retried); setAgain(n => n + 1); }));
  const ms = n => n < 0 ? "–" : n < 10_000 ? `${number(n)} ms` : n < 3_600_000 ? `${decimal(n / 60_000)} min` : `${decimal(n / 3_600_000)} h`;
  return html`<h2 class="page">${T.system.title}</h2>${params.at ? html`<p class="note">${T.travel.present}</p>` : ""}
    <section class="panel"><dl class="figures">${[[T.system.rate, decimal(s.articlesPerSecond, 2)], [T.system.alerts, number(s.alertsPerMinute)], [T.system.seen, number(s.articlesSinceStart)], [T.system.history, number(s.history.articles)], [T.system.behind, number(s.history.behind)], [T.system.readers, number(s.streams.readers)], [T.system.memory, `${number(Math.round(s.memory.used / 1048576))} MiB`], [T.system.version, s.version]].map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>
    <div class="masonry">
      <section class="panel"><div class="head"><h3 class="sec">${T.system.latency}</h3></div><table><thead><tr><th scope="col">${T.system.step}</th><th scope="col" class="num">${T.system.p50}</th><th scope="col" class="num">${T.system.p99}</th><th scope="col" class="num">${T.system.n}</th></tr></thead><tbody>${Object.entries(s.latency).map(([step, l]) => html`<tr><td>${step}</td><td class="num">${ms(l.p50)}</td><td class="num">${ms(l.p99)}</td><td class="num note">${number(l.records)}</td></tr>`)}</tbody></table></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.system.health}</h3></div><table><tbody>${Object.entries(health).map(([stage, trouble]) => html`<tr><td>${stage}</td><td class="num"><span class=${`pill ${trouble === "ok" ? "ok" : "bad"}`}>${trouble}</span></td></tr>`)}</tbody></table></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.system.lag}</h3></div><table><thead><tr><th scope="col">${T.system.group}</th><th scope="col">${T.system.topic}</th><th scope="col" class="num">${T.system.lag}</th></tr></thead><tbody>${Object.entries(s.lag || {}).flatMap(([group, topics]) => Object.entries(topics).map(([topic, lag]) => html`<tr><td>${group}</td><td>${topic}</td><td class=${`num ${lag > 100 ? "up" : ""}`}>${number(lag)}</td></tr>`))}</tbody></table></section>
      <section class="panel"><div class="head"><h3 class="sec">${T.system.topics}</h3></div><table><thead><tr><th scope="col">${T.system.topic}</th><th scope="col" class="num">${T.system.records}</th></tr></thead><tbody>${Object.entries(s.topics || {}).map(([topic, n]) => html`<tr><td>${topic}</td><td class="num">${number(n)}</td></tr>`)}</tbody></table></section>
    </div>
    <section class="panel" aria-labelledby="dead" tabIndex="-1"><div class="head"><h3 class="sec" id="dead">${T.system.dead}</h3></div>
      ${letters.length ? html`<div class="scroll" tabIndex="0" role="region" aria-labelledby="dead"><table><thead><tr><th scope="col">${T.system.when}</th><th scope="col">${T.system.topic}</th><th scope="col">${T.system.reason}</th><th scope="col">${T.system.value}</th><th scope="col"></th></tr></thead><tbody>${letters.map(l => html`<tr key=${l.id}><td><${Time} value=${l.at}/></td><td>${l.topic}<div class="note">${l.offset}</div></td><td>${l.reason}</td><td><code>${l.value.slice(0, 160)}</code></td><td class="num"><button type="button" class="chip" onClick=${e => retry(l.id, panelOf(e))}>${T.system.retry}</button></td></tr>`)}</tbody></table></div><${More} list=${list}/>` : html`<p class="note">${T.system.noDead}</p>`}</section>
    <p class="note">Java ${s.java}, Kafka ${s.kafka}${s.trouble ? ` · ${s.trouble}` : ""}</p>`;
}
