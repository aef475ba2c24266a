import {T} from "./texts.js";

/** What the server shows in place of a secret; given back it means the secret that there is. */
const KEPT = "(kept)";
const LONGEST_NAME = 200;
const WEEKDAYS = Object.keys(T.subscription.weekdays);

/** The present name of a time zone that some browsers still call otherwise. */
const renamed = zone => zone === "Europe/Kiev" ? "Europe/Kyiv" : zone;

/** Time zones that this browser knows, for completion. */
export const ZONES = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone").map(renamed) : [];

const here = () => renamed(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
let last = 0;

/** A destination in the form. It has a key of its own, since rows come and go; `kept` says that the server has its secret. */
export function destination(given = {channel: "webhook"}) {
  const kept = given.secret === KEPT;
  return {key: `d${++last}`, channel: given.channel, target: given.target || "", secret: kept ? "" : given.secret || "", open: !kept && Boolean(given.secret), kept, was: kept ? given.channel : null, options: {...given.options}};
}

/** The destination on another channel; one that comes back to the channel that it had has its secret again. */
export function onChannel(d, channel) {
  return {...d, channel, target: T.channels[channel]?.target ? d.target : "", secret: "", open: false, kept: d.was === channel, options: Object.fromEntries(Object.entries(d.options).filter(([name]) => name === "ordered" || T.channels[channel]?.options?.[name]))};
}

/** A subscription as the form holds it; without one, a new one. */
export function draftOf(s = {}) {
  const {kind, minutes, at, day, zone} = s.schedule || {};
  const quiet = s.quietHours || {};
  return {
    base: s, name: s.name || "", destinations: (s.destinations || []).map(destination), send: s.send || [],
    schedule: {kind: kind || "at-once", minutes: minutes || 30, at: at || "08:30", day: WEEKDAYS.find(d => d === day?.toLowerCase()) || "monday", zone: zone || here()},
    quiet: Boolean(s.quietHours), quietHours: {from: quiet.from || "22:00", to: quiet.to || "07:00", zone: quiet.zone || here(), override: quiet.override || "urgent"},
    perHour: s.perHour || 0, priority: s.priority || "normal", expires: s.expires || null, labels: (s.labels || []).join(", "),
    mutes: s.mutes || [], mute: {kind: "story", value: "", until: null}
  };
}

/** What the form says, as the server takes it. */
export function subscriptionOf(draft, query) {
  const {kind, minutes, at, day, zone} = draft.schedule;
  return {
    ...draft.base, query, name: draft.name.trim() || query.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, ""), enabled: true,
    destinations: draft.destinations.map(d => ({channel: d.channel, target: d.target.trim(), secret: d.secret.trim() || (d.kept ? KEPT : ""), options: Object.fromEntries(Object.entries(d.options).filter(([, v]) => v.trim()))})),
    send: draft.send,
    schedule: {kind, ...{every: {minutes: Number(minutes) || 0}, daily: {at, zone}, weekly: {day, at, zone}}[kind]},
    quietHours: draft.quiet ? draft.quietHours : null,
    perHour: Number(draft.perHour) || 0, priority: draft.priority, expires: draft.expires,
    labels: draft.labels.split(",").map(l => l.trim()).filter(Boolean),
    mutes: mutesOf(draft)
  };
}

/** What is muted, with what was typed and not yet added. */
export function mutesOf({mutes, mute}) {
  return mute.value.trim() ? [...mutes, {...mute, value: mute.value.trim()}] : mutes;
}

const SHOWN = {every: ["minutes"], daily: ["at", "zone"], weekly: ["day", "at", "zone"]};
const ALONE = ["name", "query", "destinations", "send", "perHour", "priority", "expires", "labels", "mutes"];

/** The place in the form for what is said of a field of the server's, empty when it has none. */
export function placeOf(field, draft) {
  const [group] = field.split(/[.[]/);
  const row = field.match(/^destinations\[(\d+)\]\.(.*)$/);
  if (row && draft.destinations[row[1]]) {
    const d = draft.destinations[row[1]];
    const c = T.channels[d.channel] || {target: true, secret: true};
    const has = {target: c.target, secret: c.secret, "options.ordered": true}[row[2]] || c.options?.[row[2].replace(/^options\./, "")];
    return `${d.key}.${has ? row[2] : "channel"}`;
  }
  if (group === "schedule") return SHOWN[draft.schedule.kind]?.includes(field.slice(9)) ? field : "schedule.kind";
  if (group === "quietHours") return draft.quiet && field.slice(11) in draft.quietHours ? field : "quietHours";
  return ALONE.includes(group) ? group : "";
}

/** What a subscription does, in words: when, what else, until when. */
export function inWords(s) {
  const w = T.subscription.words;
  const kind = s.schedule?.kind || "at-once";
  return [
    w.schedule[kind](s.schedule || {}), ...(s.send || []).filter(what => w.send[what]).map(what => w.send[what]),
    s.quietHours && w.quiet(s.quietHours), s.perHour && w.cap(s.perHour), s.priority && s.priority !== "normal" && w.priority(s.priority),
    s.expires && w.expires(moment(s.expires)), s.mutes?.length && w.mutes(s.mutes.length), ...(s.labels || [])
  ].filter(Boolean);
}

/** Where a subscription sends, in words. */
export const whereTo = s => (s.destinations || []).map(d => `${T.channels[d.channel]?.name || d.channel} ${d.target}`.trim()).join(", ") || T.subscription.words.here;

export const moment = time => new Date(time).toLocaleString([], {dateStyle: "medium", timeStyle: "short"});

/** A time as a field for local times has it, and back. */
export const local = time => { if (!time) return ""; const t = new Date(time); return new Date(t.getTime() - t.getTimezoneOffset() * 60_000).toISOString().slice(0, 16); };
export const universal = text => text ? new Date(text).toISOString() : null;
