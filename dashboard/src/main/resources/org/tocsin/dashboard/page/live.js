import {useState, useEffect, useRef, useRoute, set, say} from "./base.js";
import {T} from "./texts.js";

/** What a page that comes back takes of what it missed; of more it takes the latest. */
const MISSED = 3000;
const MINUTE = 60_000;

/** A browser has six connections to a server without TLS: a tab that is not seen for so long lets its own go. */
const UNSEEN = 2000;

/** How the stream of the page is; the page hears of it by the event `stream`. */
export let streamState = "connecting";

function tell(state) {
  streamState = state;
  dispatchEvent(new Event("stream"));
}

/**
 * A stream of the server: hands events on in order and comes back where it stopped. `after` is the place to begin after, else
 * it begins with the last `recent` events. Another `of` is another stream. Without a path there is none, and the page is said
 * to be `idle`.
 */
export function useStream(path, {params = () => ({}), of = "", names, onEvent, onOpen, after, recent = 0, idle = "connecting"}) {
  const [state, setState] = useState("connecting");
  const now = useRef();
  now.current = {params, onEvent, onOpen, after};
  useEffect(() => {
    if (!path) return undefined;
    let source = null;
    let last = now.current.after ?? "";
    let timer = 0;
    let gone = false;
    const passed = e => { last = e.lastEventId || last; };
    const connect = () => {
      const wanted = {...now.current.params(), ...(last === "" ? {recent} : {after: last, missed: MISSED})};
      source = new EventSource(`/api/v1/${path}?${new URLSearchParams(Object.entries(wanted).filter(([, v]) => v !== undefined && v !== ""))}`);
      source.onopen = () => { setState("live"); now.current.onOpen?.(); };
      source.onerror = () => {
        if (gone) return;
        setState("offline");
        if (source.readyState === EventSource.CLOSED) { clearTimeout(timer); timer = setTimeout(connect, 3000); }
      };
      for (const name of names) source.addEventListener(name, e => { passed(e); now.current.onEvent?.(name, JSON.parse(e.data)); });
      source.addEventListener("place", passed);
      source.addEventListener("skipped", e => { passed(e); if (["article", "alert"].includes(JSON.parse(e.data).kind)) say(T.now.skipped); });
      source.addEventListener("resume", e => { source.close(); passed(e); say(T.now.missed); connect(); });
      // it may be read no longer: a token was revoked, a session is over
      source.addEventListener("ended", e => { gone = true; source.close(); setState("offline"); say(JSON.parse(e.data).reason); dispatchEvent(new Event("login")); });
      source.addEventListener("arrived", () => { source.close(); set({at: "", speed: ""}); });
    };
    let unseen = 0;
    const seen = () => {
      clearTimeout(unseen);
      if (document.hidden) unseen = setTimeout(() => { clearTimeout(timer); source?.close(); source = null; }, UNSEEN);
      else if (!source && !gone) connect();
    };
    setState("connecting");
    if (!document.hidden) connect();
    document.addEventListener("visibilitychange", seen);
    return () => { gone = true; document.removeEventListener("visibilitychange", seen); clearTimeout(unseen); clearTimeout(timer); source?.close(); };
  }, [path, of]);
  const at = useRoute().params.at;
  const shown = !path ? idle : state === "live" && at ? "past" : state;
  useEffect(() => tell(shown), [shown]);
}

/**
 * When a view should ask again: `changed` makes the tick go up, at most every `seconds`. It goes up by itself each minute, since
 * windows end now, and every 2 seconds while the past runs.
 */
export function usePace(seconds) {
  const {at, speed} = useRoute().params;
  const [tick, setTick] = useState(0);
  const due = useRef(0);
  const ask = () => document.hidden || setTick(t => t + 1);
  const changed = () => { due.current ||= setTimeout(() => { due.current = 0; ask(); }, seconds * 1000); };
  useEffect(() => {
    addEventListener("visibilitychange", changed);
    return () => { removeEventListener("visibilitychange", changed); clearTimeout(due.current); due.current = 0; };
  }, []);
  useEffect(() => {
    if (at && !Number(speed)) return undefined;
    const timer = setInterval(ask, at ? 2000 : MINUTE);
    return () => clearInterval(timer);
  }, [at, speed]);
  return [`${tick} ${at || ""} ${speed || ""}`, changed];
}

/** The tick of a view that asks again when a stream of the present tells of a change. */
export function useChanges(path, names, params = {}, seconds = 3) {
  const at = useRoute().params.at;
  const [tick, changed] = usePace(seconds);
  // what came between the first answer and the stream is asked for once the stream is open
  useStream(at ? null : path, {params: () => params, of: JSON.stringify(params), names, idle: "past", onOpen: changed, onEvent: changed});
  return tick;
}

/** The same for a view that a query narrows: then its articles tell, else the stream that the view is of. */
export function useChangesOf(q, path, names) {
  return useChanges(q ? "stream" : path, q ? ["article"] : names, q ? {q} : {});
}
