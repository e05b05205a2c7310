// Unsent saves in localStorage, one entry per paper: {ops: [op, …]}, oldest first. An entry is there only while the
// server has not confirmed it. Keys carry the account, so that two judges at one computer never see each other's.

const PREFIX = "jianwen:draft:";

const keyOf = (user, paper) => `${PREFIX}${user}:${paper}`;

export function keep(user, paper, entry) {
  try {
    localStorage.setItem(keyOf(user, paper), JSON.stringify(entry));
  } catch {
    // storage refused (private window, full): the page still holds everything and warns before it is left
  }
}

export function load(user, paper) {
  try {
    const entry = JSON.parse(localStorage.getItem(keyOf(user, paper)));
    return entry && Array.isArray(entry.ops) && entry.ops.length ? entry : null;
  } catch {
    return null;
  }
}

export function drop(user, paper) {
  localStorage.removeItem(keyOf(user, paper));
}

// Papers of this account with unsent saves, as [{paper, entry}].
export function waiting(user) {
  const start = keyOf(user, "");
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(start))
    .map((key) => ({ paper: key.slice(start.length), entry: load(user, key.slice(start.length)) }))
    .filter((found) => found.entry);
}

// Log-out: nothing of a judge's work stays in the browser. Unsent saves are named before they go.
export function clearOnLogout(user, words) {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches('form[action$="/logout"]')) return;
    const unsent = waiting(user);
    if (unsent.length && !confirm(words)) {
      event.preventDefault();
      return;
    }
    for (const found of unsent) drop(user, found.paper);
  });
}
