import {html, render} from "./base.js";

/** The description of the API as a page to read. */
function Api({description: d}) {
  const tags = [...new Set(Object.values(d.paths).flatMap(p => Object.values(p).flatMap(o => o.tags || [])))];
  const named = p => p.$ref ? d.components.parameters[p.$ref.split("/").pop()] : p;
  return html`<p class="note"><a href="/">${d.info.title}</a> · <a href="/openapi.json">openapi.json</a></p><h1 class="brand">API</h1><p>${d.info.description}</p>
    ${tags.map(tag => html`<section class="panel spaced"><h2 class="page">${tag}</h2>${Object.entries(d.paths).flatMap(([path, operations]) => Object.entries(operations).filter(([, o]) => o.tags?.includes(tag)).map(([method, o]) => html`<article class="related"><h3 class="sec"><span class="pill idle">${method.toUpperCase()}</span> <code>${path}</code></h3><p>${o.summary}</p>
      ${o.parameters ? html`<table><tbody>${o.parameters.map(named).map(p => html`<tr><td><code>${p.name}</code></td><td>${p.description || ""}</td><td class="note">${p.example === undefined ? "" : String(p.example)}</td></tr>`)}</tbody></table>` : ""}
      ${o.requestBody ? html`<p class="note">Body: <code>${JSON.stringify(Object.values(o.requestBody.content)[0].example)}</code></p>` : ""}
      <p class="note">${Object.entries(o.responses).map(([status, r]) => `${status} ${r.description || r.$ref.split("/").pop()}`).join(" · ")}</p></article>`))}</section>`)}`;
}

fetch("/openapi.json").then(r => r.json()).then(description => render(html`<${Api} description=${description}/>`, document.getElementById("page")));
