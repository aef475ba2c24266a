import {html, useState, useEffect, useRef, useApi, Windows, Empty, AlertMe, link, set, number, present, hours, clause, and, packed, unpacked, Time} from "./base.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article} from "./article.js";
import {useChangesOf} from "./live.js";
import {useMore, More} from "./more.js";

const WIDTH = 960;
const HEIGHT = 500;
const CLUSTER = 26;
const STEPS = 48;
const NEAREST = 24;
const MOVE = 80;
const LETTER = 7;
const LINE = 14;
let world = null;
let library = null;

/** The library of the map, fetched when a map is first shown. */
function fetched() {
  library ||= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = "/assets/lib/d3.js";
    script.onload = () => done(window.d3);
    script.onerror = () => { library = null; failed(new Error(T.offlinePage)); };
    document.head.append(script);
  });
  return library;
}

/** The arcs of a TopoJSON file as GeoJSON polygons (the format's own decoding: delta-coded, quantized arcs). */
function features(topology) {
  const {scale: [kx, ky], translate: [dx, dy]} = topology.transform;
  const arcs = topology.arcs.map(arc => { let x = 0, y = 0; return arc.map(([a, b]) => [(x += a) * kx + dx, (y += b) * ky + dy]); });
  const ring = indices => indices.flatMap((i, n) => { const points = i < 0 ? [...arcs[~i]].reverse() : arcs[i]; return n ? points.slice(1) : points; });
  return topology.objects.countries.geometries.map(g => ({type: "Feature", properties: g.properties, geometry: {type: g.type, coordinates: g.type === "Polygon" ? g.arcs.map(ring) : g.arcs.map(p => p.map(ring))}}));
}

export function WorldMap({params}) {
  const q = params.q || "";
  const w = params.w || "P30D";
  const step = params.s === undefined ? STEPS : Number(params.s);
  const tick = useChangesOf(q, "trends/stream", ["trend"]);
  const length = hours(w) * 3600e3;
  const until = () => new Date(present().getTime() - length + (step / STEPS) * length);
  const slice = step === STEPS ? length : length / 8;
  const range = {from: () => new Date(until() - slice).toISOString(), to: () => new Date(+until() + 1).toISOString()};
  const end = until();
  const state = useApi("articles", {q, ...range, limit: 0, facets: "place", "facet-limit": 400}, `${tick} ${step} ${w}`);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => { const now = Number(new URLSearchParams(location.hash.split("?")[1]).get("s") ?? 6); if (now >= STEPS) setPlaying(false); else set({s: now + 1}); }, 450);
    return () => clearInterval(timer);
  }, [playing]);
  const places = state.value?.facets.place || [];
  return html`<h2 class="page">${T.map.title}</h2>
    <div class="bar"><${QueryField} value=${q}/><${Windows} value=${w}/><${AlertMe} q=${here(params)}/></div>
    <${Globe} places=${places} chosen=${params.place} section=${params.z || ""} onChoose=${all => set({place: packed(all.map(p => p.id), "|"), n: packed(all.map(p => p.name), "|")})}/>
    <div class="bar spaced"><button type="button" class="btn" aria-pressed=${playing} onClick=${() => { if (!playing && step >= STEPS) set({s: 6}); setPlaying(!playing); }}>${playing ? T.map.stop : T.map.play}</button>
      <label class="grow slider"><span class="vh">${T.map.slider}</span><input type="range" min="0" max=${STEPS} step="1" value=${step} aria-valuetext=${end.toLocaleString()} onInput=${e => set({s: Number(e.target.value) === STEPS ? "" : e.target.value})}/></label>
      <span>${T.map.slider} <${Time} value=${end.toISOString()} long/></span></div>
    ${params.place ? html`<${Here} params=${params} range=${range} tick=${`${tick} ${w}`}/>` : places.length ? html`<p class="note">${T.map.choose}</p>` : html`<${Empty} state=${state}>${T.map.none}<//>`}`;
}

/** The places that are chosen. */
function chosen(params) {
  const names = unpacked(params.n, "|");
  return unpacked(params.place, "|").filter(Boolean).map((id, i) => ({id, name: names[i] || id}));
}

/** What the view is about as a query: the places that are chosen and what it is narrowed to. */
const here = params => and(chosen(params).map(p => clause("place", p.id)).join(" OR "), params.q);

function Here({params, range, tick}) {
  const places = chosen(params);
  const asked = here(params);
  const wanted = {q: asked, ...range, limit: 20};
  const state = useApi("articles", wanted, `${tick} ${params.s}`);
  const list = useMore("articles", wanted, state.value, i => i.article.article.id);
  const count = T.stories.articles(state.value?.count || 0);
  return html`<section aria-live="polite"><div class="head"><h3 class="sec">${T.map.at(places.map(p => p.name).join(", "))}</h3>${places.length > 1 ? html`<span class="note">${count}</span>` : html`<a href=${link("place", [places[0].id], {n: places[0].name})}>${count}</a>`}</div>
    <ol class="list" data-list>${list.items.map(i => html`<${Article} key=${i.article.article.id} item=${i} q=${asked}/>`)}</ol><${More} list=${list} count=${state.value?.count}/></section>`;
}

/** The section that a map shows, as the address has it: scale and shift; empty for the whole world. */
const written = ({k, x, y}) => k === 1 ? "" : [k.toFixed(2), Math.round(x), Math.round(y)].join(",");

function read(d3, section) {
  const [k, x, y] = section.split(",").map(Number);
  return k > 1 && k <= NEAREST && Number.isFinite(x) && Number.isFinite(y) ? d3.zoomIdentity.translate(x, y).scale(k) : d3.zoomIdentity;
}

function Globe(properties) {
  const [state, setState] = useState({value: null});
  useEffect(() => { fetched().then(value => setState({value}), error => setState({error})); }, []);
  return state.value ? html`<${Sphere} d3=${state.value} ...${properties}/>` : html`<div class="map"><${Empty} state=${state}/></div>`;
}

function Sphere({d3, places, chosen, section, onChoose}) {
  const svg = useRef();
  const zoom = useRef();
  const shown = useRef("");
  const [land, setLand] = useState(world);
  const [view, setView] = useState({k: 1, x: 0, y: 0});
  // circles and names keep their size however large the map is, and so there are none before that is known
  const [unit, setUnit] = useState(0);
  const projection = d3.geoNaturalEarth1().fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], {type: "Sphere"});
  const path = d3.geoPath(projection);
  useEffect(() => {
    if (!world) fetch("/assets/world.json").then(r => r.json()).then(t => { world = features(t).map(f => path(f)); setLand(world); });
    zoom.current = d3.zoom().scaleExtent([1, NEAREST]).translateExtent([[0, 0], [WIDTH, HEIGHT]]).filter(e => e.type !== "wheel" || e.ctrlKey || e.metaKey || document.activeElement === svg.current).on("zoom", e => setView({k: e.transform.k, x: e.transform.x, y: e.transform.y})).on("end", e => { const now = written(e.transform); if (now !== shown.current) { shown.current = now; set({z: now}); } });
    d3.select(svg.current).call(zoom.current).on("dblclick.zoom", null);
    const sized = new ResizeObserver(([{contentRect: box}]) => setUnit(parseFloat(getComputedStyle(svg.current).fontSize) / 15 / Math.min(box.width / WIDTH, box.height / HEIGHT)));
    sized.observe(svg.current);
    return () => sized.disconnect();
  }, []);
  useEffect(() => {
    if (section === shown.current) return;
    shown.current = section;
    d3.select(svg.current).call(zoom.current.transform, read(d3, section));
  }, [section]);
  const spots = unit === 0 ? [] : cluster(places.map(p => { const at = projection([p.longitude, p.latitude]); return {...p, x: at[0], y: at[1]}; }), CLUSTER * unit / view.k);
  const most = Math.max(1, ...spots.map(s => s.count));
  const radius = n => 5 + 17 * Math.sqrt(n / most);
  const by = (factor, at) => d3.select(svg.current).call(zoom.current.scaleBy, factor, at);
  const move = (x, y) => d3.select(svg.current).call(zoom.current.translateBy, x / view.k, y / view.k);
  const keys = {ArrowLeft: () => move(MOVE, 0), ArrowRight: () => move(-MOVE, 0), ArrowUp: () => move(0, MOVE), ArrowDown: () => move(0, -MOVE), "+": () => by(1.8), "-": () => by(1 / 1.8)};
  const pressed = e => { if (keys[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey) { e.preventDefault(); keys[e.key](); } };
  // a circle that has the focus is in sight
  const show = s => { const x = s.x * view.k + view.x, y = s.y * view.k + view.y; if (x < 0 || x > WIDTH || y < 0 || y > HEIGHT) d3.select(svg.current).call(zoom.current.translateTo, s.x, s.y); };
  // places of one point never part: at the nearest all of them are chosen
  const pick = s => s.places.length > 1 && view.k < NEAREST ? by(3, [s.x * view.k + view.x, s.y * view.k + view.y]) : onChoose(s.places.slice(0, 20));
  return html`<div class="map" onKeyDown=${pressed}><svg ref=${svg} viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMidYMid meet" role="group" aria-label=${T.map.title}>
    <g transform=${`translate(${view.x},${view.y}) scale(${view.k})`}><g>${(land || []).map(d => html`<path class="land" d=${d}/>`)}</g>
    ${spots.map(s => { const name = s.places.length > 1 ? T.map.cluster(s.places.length) : s.places[0].name; return html`<g key=${s.places[0].id} transform=${`translate(${s.x},${s.y}) scale(${unit / view.k})`}><circle r=${radius(s.count)} class=${s.places.length > 1 ? "many" : ""} tabindex="0" role="button" aria-pressed=${packed(s.places.map(p => p.id), "|") === chosen} aria-label=${`${name}: ${T.map.articles(s.count)}`} onFocus=${() => show(s)} onClick=${() => pick(s)} onKeyDown=${e => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), pick(s))}><title>${s.places.slice(0, 6).map(p => p.name).join(", ")}: ${number(s.count)}</title></circle></g>`; })}
    ${named(spots.filter(s => s.count >= most / 12), radius, view.k / unit).map(s => html`<text key=${s.places[0].id} transform=${`translate(${s.x},${s.y}) scale(${unit / view.k})`} y=${radius(s.count) + 12}>${title(s)}</text>`)}</g></svg>
    <div class="zoom"><button type="button" aria-label=${T.map.zoomIn} onClick=${() => by(1.8)}>+</button><button type="button" aria-label=${T.map.zoomOut} onClick=${() => by(1 / 1.8)}>−</button><button type="button" aria-label=${T.map.whole} onClick=${() => d3.select(svg.current).call(zoom.current.transform, d3.zoomIdentity)}>⌂</button></div></div>`;
}

const title = s => `${s.places[0].name}${s.places.length > 1 ? ` +${s.places.length - 1}` : ""}`;

/** Those whose names have room, the largest first; `size` is what a unit of the map measures where a circle has its radius. */
function named(spots, radius, size) {
  const taken = [];
  return [...spots].sort((a, b) => b.count - a.count).filter(s => {
    const half = title(s).length * LETTER / 2;
    const x = s.x * size, y = s.y * size + radius(s.count);
    const free = taken.every(t => Math.abs(t.x - x) > t.half + half || Math.abs(t.y - y) > LINE);
    if (free) taken.push({x, y, half});
    return free;
  });
}

/** Places nearer than `distance` to a larger one are put together with it. */
function cluster(places, distance) {
  const spots = [];
  for (const p of places) {
    const near = spots.find(s => Math.hypot(s.x - p.x, s.y - p.y) < distance);
    if (near) { near.places.push(p); near.count += p.count; } else spots.push({x: p.x, y: p.y, count: p.count, places: [p]});
  }
  return spots;
}
