import {html, useEffect, useRef, useState} from "./base.js";
import {destination, onChannel} from "./draft.js";
import {Field, Choice, Check, Group} from "./fields.js";
import {T} from "./texts.js";

const FETCHED = ["stream", "feed"];
const KEY_BYTES = 32;

/** A secret as Standard Webhooks wants it. */
function made() {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(KEY_BYTES))))}`;
}

/** Where alerts go, any number of rows; `onChange` gets the rows and the place that was changed. */
export function Destinations({rows, wrong, onChange}) {
  const box = useRef();
  const [focus, setFocus] = useState("");
  // a row that was added gets the focus; when one is taken out the button to add does
  useEffect(() => {
    if (!focus) return;
    box.current.querySelector(focus)?.focus();
    setFocus("");
  }, [focus]);
  const change = (key, row, part) => onChange(rows.map(r => r.key === key ? {...r, ...row} : r), `${key}.${part}`);
  const add = () => { const row = destination(); onChange([...rows, row], "destinations"); setFocus(`[data-row=${row.key}] select`); };
  const drop = key => { onChange(rows.filter(r => r.key !== key), "destinations"); setFocus("[data-add]"); };
  return html`<div ref=${box}><${Group} place="destinations" title=${T.subscription.destinations} note=${T.subscription.always} wrong=${wrong.destinations}>
    ${rows.map((row, i) => html`<${Row} key=${row.key} row=${row} number=${i + 1} wrong=${wrong} onChange=${(changed, part) => change(row.key, changed, part)} onDrop=${() => drop(row.key)}/>`)}
    <div class="spaced"><button type="button" class="btn" data-add onClick=${add}>${T.subscription.add}</button></div><//></div>`;
}

function Row({row, number, wrong, onChange, onDrop}) {
  const channel = T.channels[row.channel] || {name: row.channel, target: {label: row.channel}, secret: {label: T.subscription.secretKept}};
  // one of a later release is offered as it is
  const offered = {
    ...Object.fromEntries(Object.entries(T.channels).filter(([c]) => !FETCHED.includes(c) || c === row.channel).map(([c, {name}]) => [c, name])),
    ...(Object.hasOwn(T.channels, row.channel) ? {} : {[row.channel]: row.channel})
  };
  const at = part => ({place: `${row.key}.${part}`, wrong: wrong[`${row.key}.${part}`]});
  const option = (name, value) => onChange({options: {...row.options, [name]: value}}, `options.${name}`);
  return html`<div class="dest" role="group" aria-label=${T.subscription.number(number)} data-row=${row.key}><div class="fields">
      <${Choice} ...${at("channel")} label=${T.subscription.channel} hint=${channel.hint} choices=${offered} value=${row.channel} onChange=${e => onChange(onChannel(row, e.target.value), "channel")}/>
      ${channel.target ? html`<${Field} ...${at("target")} ...${channel.target} autocomplete="off" spellcheck=${false} value=${row.target} onInput=${e => onChange({target: e.target.value}, "target")}/>` : ""}
      ${channel.secret ? html`<${Secret} row=${row} about=${channel.secret} at=${at("secret")} onChange=${changed => onChange(changed, "secret")}/>` : ""}
      ${Object.entries(channel.options || {}).map(([name, {long, ...about}]) => html`<${Field} ...${at(`options.${name}`)} ...${about} as=${long ? "textarea" : "input"} wide=${long} rows=${long ? 4 : undefined} autocomplete="off" spellcheck=${false} value=${row.options[name] || ""} onInput=${e => option(name, e.target.value)}/>`)}</div>
    <div class="head flat"><${Check} checked=${row.options.ordered === "true"} onChange=${on => option("ordered", on ? "true" : "")}>${T.subscription.ordered}<//>
      ${wrong[`${row.key}.options.ordered`] ? html`<span class="err">${wrong[`${row.key}.options.ordered`]}</span>` : ""}
      <span class="end"><button type="button" class="chip" aria-label=${T.subscription.drop(number)} onClick=${onDrop}>×</button></span></div></div>`;
}

/** A secret. One that is kept is not shown and stays when the field is left alone. */
function Secret({row, about, at, onChange}) {
  const field = useRef();
  const shown = row.open ? "text" : "password";
  const make = () => onChange({secret: made(), open: true});
  const forget = () => { onChange({kept: false, was: null, secret: ""}); field.current.querySelector("input").focus(); };
  return html`<div ref=${field}><${Field} ...${at} label=${about.label} hint=${row.kept && !row.secret ? T.subscription.secretHint : row.open && row.secret.startsWith("whsec_") ? T.subscription.made : about.hint} type=${shown} autocomplete="new-password" spellcheck=${false} placeholder=${row.kept ? T.subscription.secretKept : ""} value=${row.secret} onInput=${e => onChange({secret: e.target.value})}/>
    <div class="chips tight">${row.channel === "webhook" ? html`<button type="button" class="chip" onClick=${make}>${T.subscription.make}</button>` : ""}${row.kept ? html`<button type="button" class="chip" onClick=${forget}>${T.subscription.forget}</button>` : ""}</div></div>`;
}
