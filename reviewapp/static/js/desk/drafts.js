// Unsent saves in localStorage, one entry per operation, in the order of their numbers. An entry is there only while the
// server has not confirmed it. Keys carry the account, so that two judges at one computer never see each other's. All
// windows of an account share the entries and hear of each other's changes (desk/queue.js says what follows from that).

const PREFIX = "jianwen:draft:";
const LAST = "jianwen:last"; // of this window alone

const startOf = (user) => `${PREFIX}${user}:`;
const keyOf = (user, op) => `${startOf(user)}${op.paper}:${op.op_id}`;

// Whether the entry is there now: storage may refuse (private window, full). The page still holds everything then, and
// warns before it is left.
export const keep = (user, op) => write(localStorage, keyOf(user, op), op);

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

// The entry as it stands now, whichever window wrote it last; null when there is none.
export function stored(user, op) {
  return read(localStorage.getItem(keyOf(user, op)));
}

// outcome: what the other windows are told became of it: the server's answer, or null when it was given up.
export function drop(user, op, outcome = null) {
  if (stored(user, op)) keep(user, { ...op, outcome });
  if (outcome) write(sessionStorage, LAST, { user, op, at: Date.now() });
  localStorage.removeItem(keyOf(user, op));
}

// A page made before the last save was stored, and shown after its answer came to the page before it, does not know of
// it: that save goes out once more, and the server answers how it stands.
export function recall(user) {
  const last = read(sessionStorage.getItem(LAST));
  sessionStorage.removeItem(LAST);
  if (last?.user === user && last.at >= performance.timeOrigin) keep(user, last.op);
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

// heard(op): another window wrote an operation, or took it away with an `outcome`.
export function watch(user, heard) {
  addEventListener("storage", (event) => {
    const op = event.key?.startsWith(startOf(user)) ? read(event.newValue) : null;
    if (op) heard(op);
  });
}
