import {html, useState, useEffect, useRef, useApi, Windows, Empty, link, set, number, present, hours, clause, and, Time} from "./base.js";
import {T} from "./texts.js";
import {QueryField} from "./query-field.js";
import {Article} from "./article.js";
import {useChangesOf} from "./live.js";

const WIDTH = 960;
const HEIGHT = 500;
const CLUSTER = 26;
const STEPS = 48;
const NEAREST = 24;
const MOVE = 80;
let world = null;

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
  const end = new Date(present().getTime() - length + (step / STEPS) * length);
  const slice = step === STEPS ? length : length / 8;
  const state = useApi("articles", {q, from: new Date(end - slice).toISOString(), to: new Date(+end + 1).toISOString(), limit: 0, facets: "place", "facet-limit": 400}, `${tick} ${step} ${w}`);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => { const now = Number(new URLSearchParams(location.hash.split("?")[1]).get("s") ?? 6); if (now >= STEPS) setPlaying(false); else set({s: now + 1}); }, 450);
    return () => clearInterval(timer);
  }, [playing]);
  const places = state.value?.facets.place || [];
  return html`<h2 class="page">${T.map.title}</h2>
    <div class="bar"><${QueryField} value=${q}/><${Windows} value=${w}/></div>
    <${Globe} places=${places} chosen=${params.place} onChoose=${all => set({place: all.map(p => p.id).join("|"), n: all.map(p => p.name).join("|")})}/>
    <div class="bar spaced"><button type="button" class="btn" aria-pressed=${playing} onClick=${() => { if (!playing && step >= STEPS) set({s: 6}); setPlaying(!playing); }}>${playing ? T.map.stop : T.map.play}</button>
      <label class="grow slider"><span class="vh">${T.map.slider}</span><input type="range" min="0" max=${STEPS} step="1" value=${step} aria-valuetext=${end.toLocaleString()} onInput=${e => set({s: Number(e.target.value) === STEPS ? "" : e.target.value})}/></label>
      <span>${T.map.slider} <${Time} value=${end.toISOString()} long/></span></div>
    ${params.place ? html`<${Here} params=${params} q=${q} start=${new Date(end - slice)} end=${end} tick=${tick}/>` : places.length ? html`<p class="note">${T.map.choose}</p>` : html`<${Empty} state=${state}>${T.map.none}<//>`}`;
}

function Here({params, q, start, end, tick}) {
  const names = (params.n || "").split("|");
  const places = params.place.split("|").map((id, i) => ({id, name: names[i] || id}));
  const state = useApi("articles", {q: and(places.map(p => clause("place", p.id, p.name)).join(" OR "), q), from: start.toISOString(), to: new Date(+end + 1).toISOString(), limit: 20}, `${tick} ${params.s}`);
  const count = T.stories.articles(state.value?.count || 0);
  return html`<section aria-live="polite"><div class="head"><h3 class="sec">${T.map.at(places.map(p => p.name).join(", "))}</h3>${places.length > 1 ? html`<span class="note">${count}</span>` : html`<a href=${link("place", [places[0].id], {n: places[0].name})}>${count}</a>`}</div>
    <ol class="list" data-list>${(state.value?.items || []).map(i => html`<${Article} key=${i.article.article.id} item=${i}/>`)}</ol></section>`;
}

function Globe({places, chosen, onChoose}) {
  const svg = useRef();
  const zoom = useRef();
  const [land, setLand] = useState(world);
  const [view, setView] = useState({k: 1, x: 0, y: 0});
  // circles and names keep their size however large the map is
  const [unit, setUnit] = useState(1);
  const d3 = window.d3;
  const projection = d3.geoNaturalEarth1().fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], {type: "Sphere"});
  const path = d3.geoPath(projection);
  useEffect(() => {
    if (!world) fetch("/assets/world.json").then(r => r.json()).then(t => { world = features(t).map(f => path(f)); setLand(world); });
    zoom.current = d3.zoom().scaleExtent([1, NEAREST]).translateExtent([[0, 0], [WIDTH, HEIGHT]]).filter(e => e.type !== "wheel" || e.ctrlKey || e.metaKey || document.activeElement === svg.current).on("zoom", e => setView({k: e.transform.k, x: e.transform.x, y: e.transform.y}));
    d3.select(svg.current).call(zoom.current).on("dblclick.zoom", null);
    const sized = new ResizeObserver(([{contentRect: box}]) => setUnit(parseFloat(getComputedStyle(svg.current).fontSize) / 15 / Math.min(box.width / WIDTH, box.height / HEIGHT)));
    sized.observe(svg.current);
    return () => sized.disconnect();
  }, []);
  const spots = cluster(places.map(p => { const at = projection([p.longitude, p.latitude]); return {...p, x: at[0], y: at[1]}; }), CLUSTER * unit / view.k);
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
    ${spots.map(s => { const name = s.places.length > 1 ? T.map.cluster(s.places.length) : s.places[0].name; return html`<g key=${s.places[0].id} transform=${`translate(${s.x},${s.y}) scale(${unit / view.k})`}><circle r=${radius(s.count)} class=${s.places.length > 1 ? "many" : ""} tabindex="0" role="button" aria-pressed=${s.places.map(p => p.id).join("|") === chosen} aria-label=${`${name}: ${T.map.articles(s.count)}`} onFocus=${() => show(s)} onClick=${() => pick(s)} onKeyDown=${e => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), pick(s))}><title>${s.places.slice(0, 6).map(p => p.name).join(", ")}: ${number(s.count)}</title></circle>${s.count >= most / 12 ? html`<text y=${radius(s.count) + 12}>${s.places[0].name}${s.places.length > 1 ? ` +${s.places.length - 1}` : ""}</text>` : ""}</g>`; })}</g></svg>
    <div class="zoom"><button type="button" aria-label=${T.map.zoomIn} onClick=${() => by(1.8)}>+</button><button type="button" aria-label=${T.map.zoomOut} onClick=${() => by(1 / 1.8)}>−</button><button type="button" aria-label=${T.map.whole} onClick=${() => d3.select(svg.current).call(zoom.current.transform, d3.zoomIdentity)}>⌂</button></div></div>`;
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
