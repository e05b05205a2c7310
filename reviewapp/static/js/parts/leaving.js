// Log-out of a judge, from whatever page: nothing of his work stays in the browser, and unsent saves are named before they go.

import { drop, load } from "../desk/drafts.js";

document.addEventListener("submit", (event) => {
  const { leaves: user, unsent: words } = event.target.dataset;
  if (!user) return;
  const unsent = load(user);
  if (unsent.length && !confirm(words)) event.preventDefault();
  else {
    for (const op of unsent) drop(user, op);
    sessionStorage.clear(); // the address of the page, which htmx keeps there
  }
});
