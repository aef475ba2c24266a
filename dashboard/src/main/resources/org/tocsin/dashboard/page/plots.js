import uPlot from "./lib/uplot.js";
import {html, useState, useEffect, useRef, number, Time} from "./base.js";
import {T} from "./texts.js";

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const COLOURS = ["--s0", "--s1", "--s2", "--s3", "--s4", "--s5", "--s6"];

/**
 * A time plot. `lines` are {name, counts, area}; the first may be the total, drawn as an area behind the others. The figures of
 * one bar are shown under the pointer, or with the arrow keys once the plot has the focus.
 */
export function Plot({from, seconds, lines, height = 190, label, onPick}) {
  const box = useRef();
  const plot = useRef();
  const [bar, setBar] = useState(null);
  const names = lines.map(l => l.name).join("\n");
  useEffect(() => {
    if (!lines.length) return undefined;
    const draw = () => {
      plot.current?.destroy();
      const em = parseFloat(getComputedStyle(box.current).fontSize) / 15;
      const tall = Math.round(height * em);
      const axis = {stroke: color("--soft"), grid: {stroke: color("--faint"), width: 1}, ticks: {stroke: color("--faint")}, font: `${Math.round(11 * em)}px system-ui, sans-serif`};
      plot.current = new uPlot({
        width: box.current.clientWidth, height: tall,
        cursor: {drag: {x: Boolean(onPick), y: false}, points: {size: 6}},
        legend: {show: false},
        scales: {y: {range: (u, min, max) => [0, Math.max(4, max * 1.08)]}},
        axes: [{...axis, space: 70 * em, size: 50 * em}, {...axis, size: 44 * em, space: 30 * em, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10000, 50000, 100000]}],
        series: [{}, ...lines.map((l, i) => l.area
          ? {label: l.name, stroke: color("--s6"), width: 1, fill: `${color("--s6")}2a`, points: {show: false}, paths: uPlot.paths.bars({size: [.92, 40]})}
          : {label: l.name, stroke: color(COLOURS[(l.colour ?? i) % 7]), width: 2, points: {show: false}, paths: uPlot.paths.spline()})],
        hooks: {
          setCursor: [u => setBar(u.cursor.left < 0 ? null : u.cursor.idx ?? null)],
          setSelect: onPick ? [u => u.select.width > 4 && onPick(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"))] : []
        }
      }, data(from, seconds, lines), box.current);
    };
    draw();
    const sized = new ResizeObserver(() => plot.current?.setSize({width: box.current.clientWidth, height: plot.current.height}));
    sized.observe(box.current);
    addEventListener("theme", draw);
    return () => { sized.disconnect(); removeEventListener("theme", draw); plot.current?.destroy(); plot.current = null; };
  }, [names, height]);
  useEffect(() => { plot.current?.setData(data(from, seconds, lines)); });
  const count = lines[0]?.counts.length || 0;
  const go = index => plot.current?.setCursor({left: plot.current.valToPos(plot.current.data[0][index], "x"), top: 0});
  const keys = {ArrowRight: () => go(Math.min(count - 1, (bar ?? -1) + 1)), ArrowLeft: () => go(Math.max(0, (bar ?? count) - 1)), Home: () => go(0), End: () => go(count - 1)};
  const pressed = e => { if (keys[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey) { e.preventDefault(); keys[e.key](); } };
  const leave = () => plot.current?.setCursor({left: -10, top: -10});
  return html`<div class="plot" tabIndex="0" role="group" aria-label=${`${label}: ${lines.map(l => `${l.name} ${number(sum(l.counts))}`).join(", ")}. ${T.arrows}`} onKeyDown=${pressed} onBlur=${leave}><div ref=${box} aria-hidden="true"></div>
    <div class="figures" role="status">${bar === null || bar >= count ? "" : html`<${Time} value=${new Date(Date.parse(from) + bar * seconds * 1000).toISOString()} long/>${lines.map((l, i) => html`<span class=${`c${l.area ? 6 : (l.colour ?? i) % 7}`}><i class="sw"></i>${l.name} <b>${number(l.counts[bar])}</b></span>`)}`}</div></div>`;
}

const sum = counts => counts.reduce((a, b) => a + b, 0);

function data(from, seconds, lines) {
  const start = new Date(from).getTime() / 1000;
  return [lines[0].counts.map((_, i) => start + i * seconds), ...lines.map(l => l.counts)];
}

/** How long one bar lasts, in words. */
export function span(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : seconds < 129600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

export function Spark({counts}) {
  if (!counts?.length) return null;
  const most = Math.max(1, ...counts);
  const points = counts.map((n, i) => `${(i / (counts.length - 1)) * 96},${25 - (n / most) * 23}`).join("L");
  return html`<svg class="spark" viewBox="0 0 96 26" preserveAspectRatio="none" aria-hidden="true"><path class="area" d=${`M0,25L${points}L96,25Z`}/><path d=${`M${points}`}/></svg>`;
}

/** A share as a thin bar. */
export function Bar({share}) {
  return html`<span class="barcell" aria-hidden="true"><svg viewBox="0 0 100 4" preserveAspectRatio="none"><rect width=${Math.max(1, Math.min(100, share * 100))} height="4" rx="2" fill="var(--c, var(--s0))"/></svg></span>`;
}
