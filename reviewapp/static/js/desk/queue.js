// Saves of all papers in one order. The first unsent operation is frozen once it was sent, because it may have arrived: it
// is repeated with the same id until the server answers. What is typed meanwhile waits in one operation per paper behind
// it. A paper that needs a person (conflict, closed) is set aside; the others go on.

import * as drafts from "./drafts.js";
import { newOperation, send } from "./sending.js";

const RETRY = [2_000, 4_000, 8_000, 15_000, 30_000];

export class Outbox {
  // tell(kind, body, op): "saving", "saved", "offline", "login", "conflict", "refused" or "closed"
  constructor({ user, proofKey, token, tell }) {
    Object.assign(this, { user, proofKey, token, tell });
    this.ops = drafts.load(user);
    this.versions = new Map(); // paper → the version the server confirmed last
    this.aside = new Set(); // papers that wait for a person
    this.here = ""; // the paper on the screen
    this.running = null;
    this.locked = false; // until somebody signs in
    this.down = false; // the last attempt found no line
    this.failures = 0;
    addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
    drafts.watch(user, (sent) => {
      const op = this.ops.find((own) => own.op_id === sent.op_id);
      if (op) op.sent = true;
    });
  }

  get dirty() {
    return this.ops.length > 0;
  }

  of(paper) {
    return this.ops.filter((op) => op.paper === paper);
  }

  // The newest state of a sheet; replaces what was not sent yet.
  put({ paper, url, version }, fields, submit = false) {
    const last = this.of(paper).at(-1);
    const base = Math.max(version, this.versions.get(paper) ?? 0); // a page fetched beforehand may be older, a fresh one newer
    const n = 1 + Math.max(0, ...this.ops.map((o) => o.n));
    const op = last && !last.sent ? last : newOperation(paper, url, base, n);
    if (submit) op.n = n; // behind the notes on the paper: once it is submitted they are refused
    Object.assign(op, { fields, submit });
    this.ops = [...this.ops.filter((other) => other !== op), op].sort((a, b) => a.n - b.n);
    drafts.keep(this.user, op);
    return op;
  }

  drop(...gone) {
    for (const op of gone) drafts.drop(this.user, op);
    this.ops = this.ops.filter((op) => !gone.includes(op));
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
    clearTimeout(this.timer);
    for (let op = this.first(); op && !this.locked; op = this.first()) {
      if (!navigator.onLine) return this.offline(op); // surely not sent: the operation can still change
      op.sent = true;
      drafts.keep(this.user, op);
      this.tell("saving", null, op);
      const { kind, body } = await send(op, this.token(), this.proofKey);
      if (kind === "offline") return this.offline(op);
      this.down = false;
      if (kind === "saved") this.confirmed(op, body);
      else this.failed(kind, body, op);
    }
  }

  first() {
    return this.ops.find((op) => !this.aside.has(op.paper));
  }

  confirmed(op, body) {
    this.failures = 0;
    this.versions.set(op.paper, body.version);
    this.drop(op);
    const following = this.of(op.paper)[0];
    if (following && !following.sent) {
      following.base_version = body.version;
      drafts.keep(this.user, following);
    }
    this.tell("saved", body, op);
  }

  offline(op) {
    this.down = true;
    this.timer = setTimeout(() => this.flush(), RETRY[Math.min(this.failures++, RETRY.length - 1)]);
    this.tell("offline", null, op);
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
    this.versions.set(sheet.paper, sheet.version);
    this.drop(...this.of(sheet.paper));
    this.aside.delete(sheet.paper);
    if (fields) this.put(sheet, fields, submit);
    this.flush();
  }

  forget(paper) {
    this.drop(...this.of(paper));
    this.aside.delete(paper);
  }
}
