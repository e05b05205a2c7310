// Saves of one sheet in order. The first unsent operation is frozen once it was sent, because it may have arrived: it is
// repeated with the same id until the server answers. What is typed meanwhile waits in one operation behind it.

import * as drafts from "./drafts.js";
import { newOperation, send } from "./sending.js";

const RETRY = [2_000, 4_000, 8_000, 15_000, 30_000];

export class Queue {
  // tell(kind, body, op): "saving", "saved", "offline", "login", "conflict", "refused" or "closed"
  constructor({ url, user, paper, version, token, tell }) {
    Object.assign(this, { url, user, paper, version, token, tell });
    this.ops = drafts.load(user, paper)?.ops ?? [];
    this.running = null;
    this.halted = false;
    this.failures = 0;
    addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
  }

  get dirty() {
    return this.ops.length > 0;
  }

  // The newest state of the sheet; replaces what was not sent yet.
  put(fields, submit = false) {
    const last = this.ops.at(-1);
    const op = last && !last.sent ? Object.assign(last, { fields }) : newOperation(fields, this.version);
    op.submit = submit;
    if (op !== last) this.ops.push(op);
    this.keep();
  }

  keep() {
    if (this.ops.length) drafts.keep(this.user, this.paper, { ops: this.ops });
    else drafts.drop(this.user, this.paper);
  }

  retry() {
    this.failures = 0;
    if (this.dirty) this.flush();
  }

  // Resolves when nothing waits any more or the server could not take it.
  flush() {
    if (!this.halted) this.running ??= this.sendAll().finally(() => { this.running = null; });
    return this.running;
  }

  async sendAll() {
    clearTimeout(this.timer);
    while (this.ops.length) {
      const op = this.ops[0];
      op.sent = true;
      this.keep();
      this.tell("saving", null, op);
      const { kind, body } = await send(this.url, this.token(), op);
      if (kind === "saved") this.confirmed(op, body);
      else {
        this.failed(kind, body, op);
        if (kind !== "refused") return;
      }
    }
  }

  confirmed(op, body) {
    this.failures = 0;
    this.version = body.version;
    this.ops.shift();
    if (this.ops.length && !this.ops[0].sent) this.ops[0].base_version = body.version;
    this.keep();
    this.tell("saved", body, op);
  }

  failed(kind, body, op) {
    if (kind === "offline") {
      const wait = RETRY[Math.min(this.failures++, RETRY.length - 1)];
      this.timer = setTimeout(() => this.flush(), wait);
    } else if (kind === "refused") {
      this.ops.shift(); // the server will never take it; the values stay in the boxes to be corrected
      this.keep();
    } else {
      this.halted = true; // a person has to answer first
    }
    this.tell(kind, body, op);
  }

  resume() {
    this.halted = false;
    this.retry();
  }

  // After a conflict: these fields, on top of what the server holds.
  settle(fields, version, submit) {
    this.version = version;
    this.ops = [];
    this.halted = false;
    if (fields) this.put(fields, submit);
    this.keep();
    this.flush();
  }

  forget() {
    this.ops = [];
    this.keep();
  }
}
