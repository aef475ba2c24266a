import {html, useState, useEffect, useRef, useApi, Empty, link, set, number, decimal, api, attempt, Time, from, Windows, Sure, panelOf, topicName} from "./base.js";
import {draftOf, subscriptionOf, mutesOf, placeOf, inWords, whereTo, moment, local, universal} from "./draft.js";
import {Field, Choice, Check, Zone, Group} from "./fields.js";
import {Destinations} from "./destinations.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article, Marked, Why} from "./article.js";
import {Plot} from "./plots.js";

const t = T.subscription;
const DAYS = [1, 7, 30, 365];
const NOTHING = {at: {}, rest: []};
const NONE = {id: "", of: null, error: null};
const path = id => `subscriptions/${encodeURIComponent(id)}`;

/** The form for a new subscription, or for the one that the address names in `edit`. */
export function Editor({params, onDone}) {
  const box = useRef();
  const id = params.edit || "";
  const [loaded, setLoaded] = useState(NONE);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!id) return undefined;
    let gone = false;
    api(path(id)).then(of => gone || setLoaded({id, of, error: null}), error => gone || setLoaded({id, of: null, error}));
    return () => { gone = true; setLoaded(NONE); };
  }, [id, round]);
  const ready = !id || (loaded.id === id && loaded.of);
  useEffect(() => {
    if (!ready || !(params.new || id) || box.current.querySelector("form").contains(document.activeElement)) return;
    box.current.open = true;
    box.current.querySelector("input").focus();
    box.current.scrollIntoView({block: "nearest"});
  }, [params.new, id, ready]);
  const leave = () => { set({new: "", q: "", edit: "", try: ""}); setRound(round + 1); box.current.querySelector("summary").focus(); };
  const renew = () => { set({q: ""}); setRound(round + 1); };
  return html`<details class="panel" ref=${box} open=${Boolean(params.new || params.q || id)} id="create"><summary><b>${id ? t.change(loaded.id === id && loaded.of ? loaded.of.name : id) : t.create}</b></summary>
    ${params.at ? html`<p class="note flat">${T.travel.present}</p>` : ""}
    ${ready ? html`<${Form} key=${`${id} ${loaded.id === id ? loaded.of?.version : ""} ${round}`} subscription=${id ? loaded.of : undefined} params=${params} onLeave=${leave} onRenew=${renew} onDone=${text => { leave(); onDone(text); }}/>`
      : loaded.id === id && loaded.error ? html`<p class="err" role="alert">${t.missing} ${loaded.error.message}</p><p><button type="button" class="btn" onClick=${leave}>${t.cancel}</button></p>` : html`<p class="note" role="status">${T.loading}</p>`}
  </details>`;
}

function Form({subscription, params, onLeave, onRenew, onDone}) {
  const [draft, setDraft] = useState(() => draftOf(subscription));
  const [q, setQ] = useState(params.q || subscription?.query || "");
  const [wrong, setWrong] = useState(NOTHING);
  const [conflict, setConflict] = useState(false);
  const [trial, setTrial] = useState(null);
  const [more, setMore] = useState(() => Boolean(subscription) && (inWords(subscription).length > 1 || subscription.schedule.kind !== "at-once"));
  const form = useRef();
  const saving = useRef(false);
  const running = useRef();
  const days = DAYS.find(d => String(d) === params.days) || 30;
  const wanted = subscriptionOf(draft, q);
  useEffect(() => { if (!subscription || params.q) setQ(params.q || ""); }, [params.q]);
  useEffect(() => {
    const bad = [...form.current.querySelectorAll("[aria-invalid=true], [data-wrong]")];
    if (wrong === NOTHING || !bad.length) return;
    bad.forEach(field => field.closest("details.more")?.setAttribute("open", ""));
    bad[0].focus();
  }, [wrong]);
  useEffect(() => { if (params.try && q) rehearse(); }, [params.try]);
  useEffect(() => () => running.current?.abort(), []);

  // what stands in the field may not have been handed on yet
  const typed = () => form.current.querySelector("[data-query]").value.trim();
  function change(changes, place) {
    setDraft(old => ({...old, ...changes}));
    setWrong(old => old.at[place] ? {...old, at: {...old.at, [place]: undefined}} : old);
  }
  function refuse(problem) {
    if (problem.status === 409 || problem.status === 412) { setConflict(true); return; }
    const at = new Map();
    const rest = [];
    for (const {field, reason} of problem.errors || [{field: "", reason: problem.message}]) {
      const place = placeOf(field, draft);
      if (place) at.set(place, [at.get(place), reason].filter(Boolean).join("; ")); else rest.push(field ? `${field}: ${reason}` : reason);
    }
    setWrong({at: Object.fromEntries(at), rest});
  }
  async function save(e) {
    e.preventDefault();
    if (saving.current) return;
    saving.current = true;
    setWrong(NOTHING);
    setConflict(false);
    let warning = "";
    const hear = headers => { warning = headers.get("Warning")?.match(/"(.*)"/)?.[1] || ""; };
    const body = JSON.stringify(subscriptionOf(draft, typed()));
    try {
      if (subscription) await api(path(subscription.id), {}, {method: "PUT", headers: {"If-Match": `"${subscription.version}"`}, body, hear});
      else await api("subscriptions", {}, {method: "POST", body, hear});
      onDone([subscription ? t.kept : t.saved, warning && t.attention + warning].filter(Boolean).join(" "));
    } catch (problem) { refuse(problem); } finally { saving.current = false; }
  }
  async function rehearse() {
    running.current?.abort();
    const control = running.current = new AbortController();
    setWrong(NOTHING);
    const body = JSON.stringify(subscriptionOf(draft, typed()));
    setTrial({days, of: body, value: null});
    try {
      const value = await api("subscriptions/preview", {days}, {method: "POST", body, signal: control.signal});
      setTrial({days, of: body, value});
    } catch (problem) {
      if (problem.name === "AbortError") return;
      setTrial(null);
      refuse(problem);
    }
  }
  const stop = () => { running.current?.abort(); setTrial(null); form.current.querySelector("[data-try]").focus(); };
  const ask = v => { setQ(v); set({q: v, new: subscription ? "" : "1"}); };
  const still = e => e.key === "Enter" && e.target.matches("[data-query]") && e.preventDefault();
  return html`<form class="form spaced" ref=${form} noValidate onSubmit=${save} onKeyDown=${still}>
      <div><${QueryField} id="new-query" label=${t.query} value=${q} refused=${wrong.at.query} onChange=${v => { if (wrong.at.query) change({}, "query"); ask(v); }}/></div>
      <${Field} place="name" label=${t.name} wrong=${wrong.at.name} placeholder=${q} autocomplete="off" value=${draft.name} onInput=${e => change({name: e.target.value}, "name")}/>
      <${Destinations} rows=${draft.destinations} wrong=${wrong.at} onChange=${(destinations, place) => change({destinations}, place)}/>
      <details class="more" open=${more} onToggle=${e => setMore(e.currentTarget.open)}><summary>${t.more} <span class="note">${inWords(wanted).join(" · ")}</span></summary>
        <${More} draft=${draft} wrong=${wrong.at} onChange=${change}/></details>
      ${wrong.rest.length ? html`<p class="err" role="alert">${T.error}${wrong.rest.join("; ")}</p>` : ""}
      ${conflict ? html`<div role="alert" data-conflict><p class="err">${t.conflict}</p><button type="button" class="btn" onClick=${onRenew}>${t.latest}</button></div>` : ""}
      <div class="bar flat"><button class="btn main" disabled=${!q}>${subscription ? t.keep : t.save}</button>${subscription ? html`<button type="button" class="btn" onClick=${onLeave}>${t.cancel}</button>` : ""}
        <button type="button" class="btn" data-try disabled=${!q} onClick=${rehearse}>${t.attempt}</button><div class="seg" role="group" aria-label=${t.days}>${DAYS.map(d => html`<button type="button" aria-pressed=${d === days} onClick=${() => set({days: d === 30 ? "" : d})}>${t.span(d)}</button>`)}</div></div></form>
    ${trial ? html`<${Trial} trial=${trial} outdated=${trial.of !== JSON.stringify(wanted)} onStop=${stop}/>` : ""}
    <${Found} q=${q}/>`;
}

/** What few need: what is sent, when, how much, until when, and what not. */
function More({draft, wrong, onChange}) {
  const s = draft.schedule;
  const when = (name, value) => onChange({schedule: {...s, [name]: value}}, name === "kind" ? "schedule.kind" : `schedule.${name}`);
  const quiet = (name, value) => onChange({quietHours: {...draft.quietHours, [name]: value}}, `quietHours.${name}`);
  const at = place => ({place, wrong: wrong[place]});
  const plain = (name, hint) => ({...at(name), hint, value: draft[name], onInput: e => onChange({[name]: e.target.value}, name)});
  const timed = (part, of, put) => ({type: "time", value: of[part], onInput: e => put(part, e.target.value)});
  return html`
    <${Group} ...${at("send")} title=${t.send} note=${t.news}>${Object.entries(t.sends).map(([what, name]) => html`<${Check} checked=${draft.send.includes(what)} onChange=${on => onChange({send: on ? [...draft.send, what] : draft.send.filter(w => w !== what)}, "send")}>${name}<//>`)}<//>
    <div class="fields">
      <${Choice} ...${at("schedule.kind")} label=${t.schedule} choices=${t.kinds} value=${s.kind} onChange=${e => when("kind", e.target.value)}/>
      ${s.kind === "every" ? html`<${Field} ...${at("schedule.minutes")} label=${t.minutes} hint=${t.minutesHint} type="number" min="1" max="1440" value=${s.minutes} onInput=${e => when("minutes", e.target.value)}/>` : ""}
      ${s.kind === "weekly" ? html`<${Choice} ...${at("schedule.day")} label=${t.day} choices=${t.weekdays} value=${s.day} onChange=${e => when("day", e.target.value)}/>` : ""}
      ${s.kind === "daily" || s.kind === "weekly" ? html`<${Field} ...${at("schedule.at")} label=${t.at} ...${timed("at", s, when)}/><${Zone} ...${at("schedule.zone")} value=${s.zone} onInput=${e => when("zone", e.target.value)}/>` : ""}</div>
    <${Group} ...${at("quietHours")} title=${t.quiet} note=${t.quietHint}><${Check} checked=${draft.quiet} onChange=${on => onChange({quiet: on}, "quietHours")}>${t.keepQuiet}<//>
      ${draft.quiet ? html`<div class="fields"><${Field} ...${at("quietHours.from")} label=${t.begin} ...${timed("from", draft.quietHours, quiet)}/><${Field} ...${at("quietHours.to")} label=${t.end} ...${timed("to", draft.quietHours, quiet)}/>
        <${Zone} ...${at("quietHours.zone")} value=${draft.quietHours.zone} onInput=${e => quiet("zone", e.target.value)}/><${Choice} ...${at("quietHours.override")} label=${t.override} choices=${t.priorities} value=${draft.quietHours.override} onChange=${e => quiet("override", e.target.value)}/></div>` : ""}<//>
    <div class="fields"><${Field} label=${t.cap} type="number" min="0" max="10000" ...${plain("perHour", t.capHint)}/>
      <${Choice} ...${at("priority")} label=${t.priority} choices=${t.priorities} value=${draft.priority} onChange=${e => onChange({priority: e.target.value}, "priority")}/>
      <${Field} ...${at("expires")} label=${t.expires} hint=${t.expiresHint} type="datetime-local" value=${local(draft.expires)} onInput=${e => onChange({expires: universal(e.target.value)}, "expires")}/>
      <${Field} label=${t.labels} autocomplete="off" ...${plain("labels", t.labelsHint)}/></div>
    <${Mutes} draft=${draft} wrong=${wrong.mutes} onChange=${changes => onChange(changes, "mutes")}/>`;
}

function Mutes({draft, wrong, onChange}) {
  const box = useRef();
  const {mute} = draft;
  const typing = change => onChange({mute: {...mute, ...change}});
  const add = () => { onChange({mutes: mutesOf(draft), mute: {...mute, value: "", until: null}}); box.current.querySelector("[name='mute.value']").focus(); };
  const drop = one => { onChange({mutes: draft.mutes.filter(m => m !== one)}); box.current.querySelector("select").focus(); };
  const shown = m => m.kind === "topic" ? topicName(m.value) : m.value;
  return html`<div ref=${box}><${Group} place="mutes" title=${t.mutes} wrong=${wrong}>
    ${draft.mutes.length ? html`<ul class="list">${draft.mutes.map(m => html`<li class="related head flat"><span>${t.muteKinds[m.kind]} ${m.kind === "story" ? html`<a href=${link("story", [m.value])}><bdi>${m.value}</bdi></a>` : html`<bdi>${shown(m)}</bdi>`}${m.until ? html` <span class="note">${t.until(moment(m.until))}</span>` : ""}</span><span class="end"><button type="button" class="chip" aria-label=${t.unmute(shown(m))} onClick=${() => drop(m)}>×</button></span></li>`)}</ul>` : html`<p class="note flat">${t.noMutes}</p>`}
    <div class="fields"><${Choice} place="mute.kind" label=${t.muteKind} choices=${t.muteKinds} value=${mute.kind} onChange=${e => typing({kind: e.target.value})}/>
      <${Field} place="mute.value" label=${t.muteValue} hint=${t.muteHints[mute.kind]} autocomplete="off" value=${mute.value} onInput=${e => typing({value: e.target.value})} onKeyDown=${e => { if (e.key === "Enter" && mute.value.trim()) { e.preventDefault(); add(); } }}/>
      <${Field} place="mute.until" label=${t.muteUntil} hint=${t.expiresHint} type="datetime-local" value=${local(mute.until)} onInput=${e => typing({until: universal(e.target.value)})}/></div>
    <div class="spaced"><button type="button" class="btn" disabled=${!mute.value.trim()} onClick=${add}>${t.addMute}</button></div><//></div>`;
}

/** What it would have done, by the code that decides live. */
function Trial({trial, outdated, onStop}) {
  const v = trial.value;
  const box = useRef();
  useEffect(() => box.current.scrollIntoView({block: "nearest"}), [v]);
  return html`<section class="spaced" ref=${box} aria-labelledby="trial" aria-busy=${!v} data-trial=${v?.alerts}><div class="head"><h3 class="sec" id="trial">${t.trial}</h3><span class="note">${t.span(trial.days)}</span></div>
    ${v ? html`<div role="status"><p class="flat">${t.found(number(v.alerts), number(v.digests), number(v.matches), number(v.articles), decimal(v.share * 100))}</p>${v.warning ? html`<p class="err" data-warning>${t.attention}${v.warning}</p>` : ""}${outdated ? html`<p class="note">${t.outdated}</p>` : ""}</div>
      ${v.latest.length ? html`<h4 class="note flat">${t.latestMatches}</h4><ol class="list">${v.latest.map(s => html`<li class="related" key=${s.article}><div dir="auto"><${Marked} text=${s.title || T.article.untitled} spans=${s.title ? s.spans.filter(p => p.field === "title").map(p => ({...p, look: "hit", title: p.clause})) : []}/></div><div class="meta"><${Time} value=${s.published}/>${s.score == null ? "" : html`<span>${t.score(decimal(s.score))}</span>`}</div><${Why} spans=${s.spans}/></li>`)}</ol>` : html`<p class="note">${t.noMatches}</p>`}`
      : html`<div class="bar flat"><progress aria-labelledby="trial"></progress><span role="status">${t.trying(trial.days)}</span><button type="button" class="btn" onClick=${onStop}>${t.stop}</button></div>`}</section>`;
}

/** What the index has of the query, while one types. */
function Found({q}) {
  const [w, setW] = useState("P30D");
  const page = useApi(q ? "articles" : null, {q, from: () => from(w), limit: 5, buckets: 60}, `${w}`).value;
  const stories = useApi(q ? "stories" : null, {q, window: w, limit: 0}, `${w}`).value;
  if (!page || !stories) return null;
  return html`<section class="spaced" aria-label=${t.preview}><div class="head"><h3 class="sec">${t.preview}</h3><span class="note" data-preview=${page.count}>${page.count ? t.previewCount(number(page.count), number(stories.count), T.windows[w]) : t.previewNone}</span><span class="end"><${Windows} value=${w} choices=${["P7D", "P30D", "P365D"]} onChange=${setW}/></span></div>
    ${page.count ? html`<${Plot} from=${page.timeline.from} seconds=${page.timeline.seconds} lines=${[{name: T.topics.articles, counts: page.timeline.counts, area: true}]} label=${t.preview} height=${100}/><ol class="list">${page.items.map(i => html`<${Article} key=${i.article.article.id} item=${i} plain/>`)}</ol>` : ""}</section>`;
}

/** Subscriptions with what each does; `notices` are the program's own alerts, the latest first, `onMore` shows more of them if there are. */
export function Subscriptions({state, subscriptions, notices, params, onDone, onMore}) {
  return html`<section class="panel" aria-labelledby="mine" tabIndex="-1"><div class="head"><h3 class="sec" id="mine">${T.alerts.mine}</h3>${params.at ? html`<span class="note">${T.travel.present}</span>` : ""}</div>
    ${subscriptions.length ? html`<ul class="list">${subscriptions.map(s => html`<${Row} key=${s.id} s=${s} params=${params} notice=${notices.find(n => n.subscription === s.id && n.subscriptionVersion === s.version)} onDone=${onDone}/>`)}</ul>${onMore ? html`<p><button type="button" class="btn" onClick=${onMore}>${T.search.more}</button></p>` : ""}` : html`<${Empty} state=${state.error ? state : state.value ? null : state}>${T.alerts.none}<//>`}</section>`;
}

function Row({s, params, notice, onDone}) {
  const act = (what, text) => attempt(() => api(`${path(s.id)}/${what}`, {}, {method: "POST"}).then(() => onDone(text)));
  const remove = panel => attempt(() => api(path(s.id), {}, {method: "DELETE", headers: {"If-Match": `"${s.version}"`}}).then(() => { if (params.edit === s.id) set({edit: "", q: "", try: ""}); panel.focus(); onDone(t.removed); }));
  const edit = {sub: params.sub, edit: s.id};
  // the button goes away, and the focus must not
  const enable = e => { const name = e.currentTarget.closest("li").querySelector("a"); act("resume", t.enabled).then(() => name.focus()); };
  const ended = s.expires && new Date(s.expires) < new Date();
  return html`<li class="related"><div class="head flat"><a href=${link("alerts", [], {sub: s.id})}><b><bdi>${s.name}</bdi></b></a>${s.paused ? html`<span class="pill idle">${t.paused}</span>` : ""}${ended ? html`<span class="pill idle">${t.ended}</span>` : ""}${notice ? html`<span class="pill bad">${t.disabled}</span>` : ""}</div>
    <div><code>${s.query}</code></div><div class="meta" data-where>${whereTo(s)}</div><div class="meta" data-when>${inWords(s).join(" · ")}</div><div class="note"><bdi>${notice?.title}</bdi></div>
    <div class="chips tight"><a class="chip" href=${link("alerts", [], edit)}>${t.edit}</a><button type="button" class="chip" onClick=${() => s.paused ? act("resume", t.resumed) : act("pause", t.held)}>${s.paused ? t.resume : t.pause}</button><a class="chip" href=${link("alerts", [], {...edit, try: "1"})}>${t.attemptShort}</a><${Sure} onClick=${e => remove(panelOf(e))}>${t.remove}<//>${notice && !s.paused ? html`<button type="button" class="chip" onClick=${enable}>${t.enable}</button>` : ""}</div>
    <div class="meta"><a href=${link("alerts", [], {sub: s.id})}>${t.alerts}</a><a href=${link("search", [], {q: s.query})}>${T.views.search}</a><a href=${`/api/v1/${path(s.id)}/alerts.atom`}>${t.atom}</a><a href=${`/api/v1/${path(s.id)}/alerts.json`}>${t.json}</a></div></li>`;
}
