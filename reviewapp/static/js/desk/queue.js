// Saves of all papers in one order. The first unsent operation is frozen once it was sent, because it may have arrived: it
// is repeated with the same id until the server answers. What is typed meanwhile waits in one operation per paper behind
// it. A paper that needs a person (conflict, closed) is set aside; the others go on.
//
// Several windows of one judge share what is kept in the browser, and a window takes over what a closed one left behind,
// but nobody can tell a closed window from a quiet one. So only the window that made an operation ever changes it, and
// until it is sent; the others hold copies, look again before they send one, and hear what became of it. One that two
// windows send is stored once.

import * as drafts from "./drafts.js";
import { newOperation, send } from "./sending.js";

const RETRY = [2_000, 4_000, 8_000, 15_000, 30_000];

export class Outbox {
  // tell(kind, body, op): "saving", "saved", "offline", "login", "conflict", "refused" or "closed"
  constructor({ user, proofKey, token, tell }) {
    Object.assign(this, { user, proofKey, token, tell });
    drafts.recall(user);
    this.ops = drafts.load(user); // copies: another window may still change or withdraw them
    this.own = new Map(); // id of an operation made here → whether it is in the storage too
    this.known = new Map(); // paper → what the server confirmed last
    this.aside = new Set(); // papers that wait for a person
    this.here = ""; // the paper on the screen
    this.running = null;
    this.locked = false; // until somebody signs in
    this.down = false; // the last attempt found no line
    this.failures = 0;
    addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => this.retry()); // put away, a page may be ended
    drafts.watch(user, (op) => this.heard(op));
  }

  get dirty() {
    return this.ops.length > 0;
  }

  of(paper) {
    return this.ops.filter((op) => op.paper === paper);
  }

  // May it still become another? Not what was sent from here or elsewhere, nor what another window made.
  changeable(op) {
    if (op.sent || !this.own.has(op.op_id)) return false;
    const stored = drafts.stored(this.user, op);
    return stored ? !stored.sent : !this.own.get(op.op_id);
  }

  // The newest state of a sheet; replaces what was not sent yet.
  put(sheet, fields, submit = false) {
    const { paper, url, version } = sheet;
    const last = this.of(paper).at(-1);
    const base = Math.max(version, this.known.get(paper)?.version ?? 0); // a page fetched beforehand may be older, a fresh one newer
    const n = 1 + Math.max(0, ...this.ops.map((o) => o.n));
    const op = last && this.changeable(last) ? last : newOperation(paper, url, base, n, last, sheet.heldFields?.());
    if (submit) op.n = n; // behind the notes on the paper: once it is submitted they are refused
    Object.assign(op, { fields, submit });
    this.ops = [...this.ops.filter((other) => other !== op), op].sort((a, b) => a.n - b.n);
    this.own.set(op.op_id, drafts.keep(this.user, op));
    return op;
  }

  drop(...gone) {
    for (const op of gone) drafts.drop(this.user, op);
    this.leave(...gone);
  }

  leave(...gone) {
    this.ops = this.ops.filter((op) => !gone.includes(op));
    if (!this.first()) this.down = false; // nothing is left that would find out
  }

  retry() {
    this.failures = 0;
    if (this.dirty) this.flush();
  }

  // Resolves when nothing waits any more or the server could not take it.
  flush() {
    if (!this.locked) this.running ??= this.sendAll().finally(() => { this.running = null; });
    return this.running;
  }

  async sendAll() {
    const late = new Set(); // failed again and again: the saves of other papers go out all the same
    for (let op = this.first(); op && !this.locked; op = this.first(late)) {
      if (!navigator.onLine) return this.offline("offline", op); // surely not sent: the operation can still change
      if (!this.take(op)) continue;
      this.tell("saving", null, op);
      const { kind, body, wait } = await send(op, this.token(), this.proofKey);
      if (!this.ops.includes(op)) continue; // another window had the answer first
      if (["offline", "busy"].includes(kind)) {
        this.offline(kind, op, wait);
        if (kind === "busy" || this.failures < RETRY.length) return;
        late.add(essayOf(op));
        continue;
      }
      this.down = late.size > 0;
      if (kind === "saved") this.confirmed(op, body);
      else this.failed(kind, body, op);
    }
    if (late.size) this.later(); // the time for that may have come while the others went out
  }

  first(late) {
    return this.ops.find((op) => !this.aside.has(op.paper) && !late?.has(essayOf(op)));
  }

  // It is frozen for every window and goes out as the storage has it; false: it was withdrawn elsewhere.
  take(op) {
    const there = this.renew(op);
    if (!there && !op.sent && !this.own.has(op.op_id)) {
      this.gone(op);
      return false;
    }
    op.sent = true;
    if (there) drafts.keep(this.user, op);
    return true;
  }

  // What is typed here upon a copy was not typed upon what its window has made of it since.
  renew(op) {
    const stored = drafts.stored(this.user, op);
    if (this.own.has(op.op_id) || !stored) return stored;
    if (!same(stored.fields, op.fields)) this.part(op);
    return Object.assign(op, stored);
  }

  part(op) {
    for (const later of this.of(op.paper)) if (this.own.has(later.op_id) && later.after === op.op_id) later.after = "";
  }

  confirmed(op, body) {
    this.failures = 0;
    const stand = body.held ?? body; // it was stored before, and something newer since
    this.learn(op.paper, stand);
    drafts.drop(this.user, op, body);
    this.leave(op);
    const following = this.of(op.paper)[0];
    if (following && !following.sent && following.after === op.op_id) {
      this.renew(following);
      following.base_version = body.version;
      following.upon = op.fields;
      drafts.keep(this.user, following);
    }
    this.tell("saved", body, op);
  }

  // What is made here is sent from here as well, and so gets its answer; of copies, and of papers that are not on the
  // screen, what another window learns is enough.
  heard({ op_id, paper, submit, sent, outcome }) {
    const op = this.ops.find((held) => held.op_id === op_id);
    if (op && sent) op.sent = true;
    if (outcome === undefined || this.own.has(op_id)) return;
    if (op && outcome) {
      if (!agrees(op.fields, outcome)) this.part(op);
      this.confirmed(op, outcome);
    } else if (op) this.gone(op);
    else if (outcome?.marks && paper !== this.here) this.learn(paper, outcome);
    if (outcome && submit) this.tell("elsewhere", outcome, { paper });
  }

  learn(paper, stand) {
    if (!(this.known.get(paper)?.version > stand.version)) this.known.set(paper, stand);
  }

  gone(op) {
    this.leave(op);
    this.tell("gone", null, op);
  }

  // No line, or the server has too much to do: later again.
  offline(kind, op, wait) {
    this.down = kind === "offline";
    this.later(wait);
    this.failures++;
    this.tell(kind, null, op);
  }

  later(wait = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(wait, RETRY[Math.min(this.failures, RETRY.length - 1)]));
  }

  failed(kind, body, op) {
    if (kind === "login") this.locked = true;
    else if (kind === "refused" && op.paper === this.here) this.drop(op); // its values stay in the boxes to be corrected
    else this.aside.add(op.paper);
    this.tell(kind, body, op);
  }

  resume() {
    this.locked = false;
    this.retry();
  }

  // The paper's page is open: what was set aside is tried again there.
  open(paper) {
    this.here = paper;
    this.aside.delete(paper);
  }

  // After a conflict: these fields, on top of what the server holds; null: the server's stand.
  settle(sheet, fields, submit) {
    this.known.set(sheet.paper, sheet.held);
    this.forget(sheet.paper);
    if (fields) this.put(sheet, fields, submit);
    this.flush();
  }

  forget(paper) {
    this.drop(...this.of(paper));
    this.aside.delete(paper);
  }
}

// Whether the server stored what a copy says.
function agrees(fields, { marks, comment, private_note: note }) {
  if (!marks) return true; // a note or a phrase
  const given = Object.entries(fields.marks).filter(([, mark]) => mark !== "");
  return same(Object.fromEntries(given), marks) && fields.comment.trim() === comment && fields.private_note.trim() === note;
}

const essayOf = ({ paper }) => paper.split("#")[0]; // its notes go out before its submission
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
