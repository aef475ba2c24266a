import {html} from "./base.js";
import {ZONES} from "./draft.js";
import {T} from "./texts.js";

const idOf = place => `field-${place.replace(/\W+/g, "-")}`;

/** A labelled field with a hint and with what the server says against it, if it does. */
export function Field({place, label, hint, wrong, as: Tag = "input", wide, children, ...rest}) {
  const id = idOf(place);
  const about = [wrong && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return html`<div class=${`field${wide ? " broad" : ""}`}><label for=${id}>${label}</label>
    <${Tag} id=${id} name=${place} aria-describedby=${about || undefined} aria-invalid=${wrong ? "true" : undefined} ...${rest}>${children}<//>
    ${wrong ? html`<span class="err" id=${`${id}-error`}>${wrong}</span>` : ""}${hint ? html`<span class="note" id=${`${id}-hint`}>${hint}</span>` : ""}</div>`;
}

export function Choice({choices, ...rest}) {
  return html`<${Field} as="select" ...${rest}>${Object.entries(choices).map(([value, name]) => html`<option value=${value}>${name}</option>`)}<//>`;
}

export function Check({checked, onChange, children}) {
  return html`<label class="check"><input type="checkbox" checked=${checked} onChange=${e => onChange(e.target.checked)}/>${children}</label>`;
}

/** A time zone, completed from those that the browser knows. */
export function Zone(props) {
  const id = `${idOf(props.place)}-zones`;
  return html`<${Field} label=${T.subscription.zone} hint=${T.subscription.zoneHint} list=${id} autocomplete="off" spellcheck=${false} ...${props}/><datalist id=${id}>${ZONES.map(z => html`<option value=${z}></option>`)}</datalist>`;
}

/** Fields that belong together, with what the server says against them as a whole. */
export function Group({place, title, note, wrong, children}) {
  const id = idOf(place);
  const about = [wrong && `${id}-error`, note && `${id}-hint`].filter(Boolean).join(" ");
  return html`<fieldset id=${id} tabIndex="-1" data-wrong=${wrong ? "" : undefined} aria-describedby=${about || undefined}><legend>${title}</legend>
    ${note ? html`<p class="note flat" id=${`${id}-hint`}>${note}</p>` : ""}${wrong ? html`<p class="err" id=${`${id}-error`}>${wrong}</p>` : ""}${children}</fieldset>`;
}
