// Anchor essays one key away: the dialog is filled from the server when it is first opened, so that the page stays light.

import { openDialog } from "./dialogs.js";
import { made } from "./elements.js";

let held = null; // {from, html}: what was fetched last; the essays of a round are the same for every paper

export function setUpAnchors({ root, shortcuts, signal }) {
  const link = root.querySelector("[data-anchors]");
  const place = root.querySelector("#anchors-dialog .anchors");
  if (!link || !place) return;

  async function show() {
    openDialog("anchors-dialog");
    if (place.childElementCount && !place.dataset.failed) return;
    const { from } = place.dataset;
    delete place.dataset.failed;
    place.textContent = place.dataset.waits;
    try {
      if (held?.from !== from) held = { from, html: await fetched(from) };
      style(place.dataset.style);
      place.replaceChildren(...new DOMParser().parseFromString(held.html, "text/html").body.childNodes);
    } catch {
      place.dataset.failed = "";
      place.textContent = place.dataset.fails;
    }
    place.focus({ preventScroll: true });
  }

  shortcuts.set("a", show);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show();
  }, { signal });
}

async function fetched(address) {
  const response = await fetch(address, { cache: "no-store" });
  const html = await response.text();
  if (!response.ok || response.redirected || !html.includes("anchors-part")) throw new Error(address); // not ours: a log-in, a captive portal
  return html;
}

function style(address) {
  if (document.head.querySelector(`link[href="${address}"]`)) return;
  document.head.append(made("link", { rel: "stylesheet", href: address }));
}
