// Unsent saves in localStorage, one entry per operation, in the order of their numbers. An entry is there only while the
// server has not confirmed it. Keys carry the account, so that two judges at one computer never see each other's.

const PREFIX = "jianwen:draft:";

const startOf = (user) => `${PREFIX}${user}:`;
const keyOf = (user, op) => `${startOf(user)}${op.paper}:${op.op_id}`;

export function keep(user, op) {
  try {
    localStorage.setItem(keyOf(user, op), JSON.stringify(op));
  } catch {
    // storage refused (private window, full): the page still holds everything and warns before it is left
  }
}

export function drop(user, op) {
  localStorage.removeItem(keyOf(user, op));
}

// All unsent saves of this account, oldest first.
export function load(user) {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(startOf(user)))
    .map((key) => read(localStorage.getItem(key)))
    .filter((op) => op && typeof op.op_id === "string" && typeof op.url === "string" && op.fields)
    .sort((a, b) => a.n - b.n);
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// changed(op): another window has begun to send one of our operations.
export function watch(user, changed) {
  addEventListener("storage", (event) => {
    const op = event.key?.startsWith(startOf(user)) ? read(event.newValue) : null;
    if (op?.sent) changed(op);
  });
}
