import {html, useState, useEffect, api, at, settled, number, attempt} from "./base.js";
import {T} from "./texts.js";

/**
 * A list with the pages that were asked for after its first, which is `first`; when that is asked anew, so are they. `id` tells
 * items apart.
 */
export function useMore(path, params, first, id) {
  const [pages, setPages] = useState(0);
  const [more, setMore] = useState({items: [], next: null});
  const key = `${path} ${JSON.stringify(params)}`;
  useEffect(() => setPages(0), [key]);
  useEffect(() => {
    let gone = false;
    const load = async () => {
      let items = [];
      let next = first?.next;
      for (let page = 0; page < pages && next && !gone; page++) {
        const answer = await api(path, {...at(), ...settled(params), cursor: next});
        items = [...items, ...answer.items];
        next = answer.next;
      }
      if (!gone) setMore({items, next});
    };
    attempt(load);
    return () => { gone = true; };
  }, [first, pages]);
  const items = [...new Map([...(first?.items || []), ...more.items].map(i => [id(i), i])).values()];
  return {items, next: more.next, onward: () => setPages(n => n + 1)};
}

/** A button that shows more of a list, with how many are not shown where their `count` is known. */
export function More({list, count}) {
  return list.next ? html`<p><button type="button" class="btn" data-more onClick=${list.onward}>${count === undefined ? T.search.more : T.now.more(number(count - list.items.length))}</button></p>` : "";
}
