// One sheet on the bench: mount(main, work) makes the page of a paper live and answers with the desk; begin() sends what
// waits; unmount() takes every listener and timer away again (all hang on one signal).

import { setUpNotes } from "./annotations.js";
import { setUpAnchors } from "./anchors.js";
import { askWhich, openDialog, setUpLogin } from "./dialogs.js";
import { button } from "./elements.js";
import { Entry } from "./entry.js";
import { setUpKeys } from "./keys.js";
import { setUpReading } from "./reading.js";
import { Sheet } from "./sheet.js";

const PAUSE = 600; // ms after the last key
const SECOND = 500; // ms after a new paper came up in which a press still belongs to the one before
const PARTS = [setUpReading, setUpNotes, setUpAnchors]; // (desk) => void; a part hangs its listeners on desk.signal

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export function mount(root, work) {
  const desk = new Desk(root, work);
  for (const part of PARTS) part(desk);
  return desk;
}

class Desk {
  constructor(root, work) {
    this.life = new AbortController();
    this.signal = this.life.signal;
    this.root = root;
    this.work = work;
    this.outbox = work.outbox;
    this.section = root.querySelector("[data-save]");
    this.sheet = new Sheet(this.section);
    this.user = this.section.dataset.user;
    this.address = location.href;
    this.path = location.pathname + location.search; // as the sheets that come next are named
    this.shown = -Infinity; // when it took the place of another paper
    this.shortcuts = new Map(); // key → act
    this.entry = new Entry(this.sheet, { signal: this.signal, full: () => this.button?.focus() });
    this.listen();
  }

  get button() {
    return this.sheet.form.querySelector("[name=submit]");
  }

  // The newest of this paper's saves that wait.
  get last() {
    return this.outbox.of(this.sheet.paper).at(-1);
  }

  listen() {
    const { signal, sheet } = this;
    sheet.form.noValidate = true; // our own words, all at once
    for (const name of ["input", "compositionend"]) sheet.form.addEventListener(name, (event) => this.changed(event), { signal });
    sheet.form.addEventListener("submit", (event) => this.submit(event), { signal });
    this.root.addEventListener("click", (event) => this.clicked(event), { signal });
    document.querySelector("a.brand")?.addEventListener("click", (event) => this.clicked(event), { signal });
    this.root.addEventListener("submit", (event) => this.act(event), { signal });
    setUpLogin(this, () => this.signedIn());
    setUpKeys(this, { proceed: (box) => this.proceed(box), leave: this.work.leave, undo: () => this.undo() });
  }

  begin() {
    const { outbox, sheet, work, section, last: waiting } = this;
    outbox.open(sheet.paper);
    work.receipts.mount(this.root);
    const known = outbox.known.get(sheet.paper);
    if (known?.version > sheet.version) {
      sheet.confirm(known); // the page was asked for before this was stored
      if (!waiting) sheet.fill(known);
    }
    if (waiting && sheet.open) {
      sheet.fill(waiting.fields);
      sheet.form.inert = waiting.submit;
      sheet.showState("restored");
    }
    sheet.boxes[0]?.dispatchEvent(new Event("input", { bubbles: true })); // quick buttons and total follow
    this.entry.reset();
    this.showDone();
    work.ahead.plan(JSON.parse(section.dataset.ahead));
    const wide = matchMedia("(min-width: 60.01rem)").matches;
    if (sheet.open && wide && !document.querySelector("[data-focus]")) {
      (sheet.boxes.find((box) => box.value === "") ?? sheet.boxes[0])?.focus({ preventScroll: true });
    }
    if (waiting) outbox.flush();
  }

  unmount() {
    clearTimeout(this.pause);
    this.life.abort();
  }

  changed(event) {
    const { sheet, outbox } = this;
    if (event.isComposing) return; // half a word of an input method, whose end has an event of its own and no other
    if (event.target.matches("[data-mark]")) {
      sheet.showProblem(event.target);
      if (!sheet.summary.hidden) sheet.showObstacles([]);
    }
    if (!sheet.open || same(sheet.fields(), this.last?.fields ?? sheet.heldFields())) return;
    outbox.put(sheet, sheet.fields());
    sheet.showState(outbox.locked ? "login" : "unsaved");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => outbox.flush(), PAUSE);
  }

  // The second click of a double one, or Enter pressed twice, is for the paper before.
  get untouched() {
    return !this.entry.undoable && performance.now() - this.shown < SECOND;
  }

  // Enter: on to the next blank criterion; when there is none, submit.
  proceed(box) {
    if (this.untouched) return;
    if (this.sheet.problem(box)) return box.select();
    if (this.sheet.complete) this.sheet.form.requestSubmit();
    else if (this.entry.next(box)) this.entry.next(box).focus();
    else box.focus();
  }

  submit(event) {
    event.preventDefault();
    const { sheet, outbox } = this;
    if (this.untouched) return;
    const found = sheet.obstacles();
    sheet.showObstacles(found);
    if (found.length || sheet.form.inert) return;
    this.rest();
    outbox.put(sheet, sheet.fields(), true);
    sheet.form.inert = true; // until the server has answered, should no other page be at hand
    outbox.flush();
    if (outbox.locked) openDialog("login-dialog"); // it was put off
    this.work.submitted(sheet);
  }

  rest() {
    clearTimeout(this.pause);
  }

  // What became of a save of this paper.
  tell(kind, body, op) {
    const { sheet } = this;
    if (kind === "saving") sheet.showState("saving");
    else if (kind === "saved") this.saved(body, op);
    else if (kind === "gone") this.overtaken();
    else if (kind === "offline" || kind === "busy") sheet.showState(op.submit || sheet.form.inert ? "waits" : kind);
    else if (kind === "login") {
      sheet.showState("login");
      openDialog("login-dialog");
    } else if (kind === "conflict") this.conflict(body, this.last ?? op);
    else if (kind === "refused") this.refused(body);
    else this.closed(body, this.last ?? op);
  }

  saved(body, op) {
    const { sheet, outbox } = this;
    const stand = body.held ?? body; // what another window or device stored since
    if (stand.version >= sheet.version) sheet.confirm(stand);
    if (this.last) return;
    if (sheet.version > body.version || !outbox.own.has(op.op_id)) this.overtaken();
    else sheet.showState("saved", { time: body.saved_at });
  }

  // Nothing of this window waits, and others went on: the page shows what the server holds.
  overtaken() {
    const { sheet } = this;
    if (!sheet.open || same(sheet.fields(), sheet.heldFields())) return sheet.showState("saved", { time: sheet.held.saved_at });
    sheet.fill(sheet.held);
    this.entry.reset();
    sheet.form.inert = false;
    sheet.showState("elsewhere");
  }

  async conflict(body, op) {
    const { sheet, outbox } = this;
    sheet.form.inert = false;
    sheet.showState("conflict");
    const rows = sheet.differences(op.fields, body.held, op.upon);
    sheet.confirm(body.held);
    if (!rows.length) return outbox.settle(sheet, op.submit ? op.fields : null, op.submit);
    const chosen = await askWhich(rows);
    if (!chosen) return outbox.open(sheet.paper); // put off: the draft stays, the next change asks again
    const pick = (all) => Object.fromEntries(Object.entries(all).map(([key, value]) => [key, chosen[key] ?? value]));
    const fields = { ...pick(op.fields), marks: pick(op.fields.marks) };
    outbox.settle(sheet, same(fields, sheet.heldFields()) ? null : fields, false);
    sheet.fill(fields);
    this.entry.reset();
    if (!this.last) sheet.showState("saved", { time: body.held.saved_at });
  }

  refused(body) {
    const { sheet } = this;
    sheet.form.inert = false;
    sheet.showState("unsaved");
    for (const box of sheet.boxes) if (body.fields[box.criterion.id]) sheet.showProblem(box, body.fields[box.criterion.id]);
    sheet.state.textContent = body.error;
  }

  // The server will not take it any more (submitted elsewhere, time is up): say what was not stored.
  closed(body, op) {
    const { sheet } = this;
    sheet.form.inert = true;
    sheet.showState("unsaved");
    const note = this.root.querySelector("[data-refused]");
    const lines = sheet.differences(op.fields, sheet.heldFields()).map((row) => `${row.label} ${row.mine}`);
    const discard = () => { this.outbox.forget(sheet.paper); location.reload(); };
    note.replaceChildren(`${body.error} ${sheet.say("lost")}${lines.join(sheet.say("comma"))} `, button(sheet.say("discard"), "outline small", discard));
    note.hidden = false;
  }

  // u: the last change of a mark; on a fresh sheet the submission of the paper before.
  undo() {
    const { work, sheet, last: op } = this;
    if (sheet.form.inert && op?.submit && this.outbox.changeable(op)) return this.withdraw(op);
    if (this.entry.undoable && sheet.open && !sheet.form.inert) return this.entry.undo();
    if (work.takeBack()) return;
    const form = this.root.querySelector('form[action*="/take_back"]:not([hidden])');
    if (form) form.requestSubmit();
    else sheet.showState("nothing");
  }

  // The submission of this sheet waits for the line and no other page was at hand.
  withdraw(op) {
    this.outbox.put(this.sheet, op.fields, false);
    this.work.ahead.gone.delete(this.sheet.paper);
    this.sheet.form.inert = false;
    this.sheet.showState("offline");
  }

  clicked(event) {
    const link = event.target.closest(".desk-bar a, .desk-acts a, a.brand, [data-receipts] a");
    const plain = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || plain || (!this.outbox.dirty && navigator.onLine)) return;
    event.preventDefault();
    this.work.leave(link.href);
  }

  // Putting aside, reporting, recusing, taking back are plain forms: unsent marks go first, and they need the line.
  async act(event) {
    const form = event.target;
    if (event.defaultPrevented || !form.matches(".desk-acts form, .receipt form, #take-back")) return;
    event.preventDefault();
    const [, code] = form.action.match(/([^/]+)\/take_back/) ?? [];
    if (!code || !this.work.takeBack(code)) await this.work.act(form);
  }

  isLogin(address) {
    return new URL(address).pathname === this.root.querySelector("[data-login]").dataset.login;
  }

  // The session has ended: what was asked for is done after the log-in in place, unless that is put off.
  askAgain(form) {
    this.asked = form;
    this.root.querySelector("#login-dialog").addEventListener("close", () => { this.asked = null; }, { once: true });
    openDialog("login-dialog");
  }

  async signedIn() {
    const form = this.asked;
    this.outbox.resume();
    if (form) await this.work.act(form);
  }

  // The bar: how many papers are submitted, how many saves wait for the line.
  showDone() {
    const place = this.root.querySelector(".desk-done");
    place.textContent = place.dataset.words.replace("{n}", this.work.done);
    this.root.querySelector(".desk-place progress").value = this.work.done;
  }

  showLine() {
    const note = this.root.querySelector("[data-line]");
    const n = this.outbox.ops.filter((op) => !this.outbox.aside.has(op.paper)).length; // the others wait for the judge
    const { locked } = this.outbox;
    const down = this.outbox.down || !navigator.onLine;
    if (!down && this.sheet.state.dataset.state === "unreachable") this.sheet.showState("");
    note.hidden = !(down || locked || n > 1);
    note.dataset.down = String(down || locked);
    note.textContent = this.sheet.say(down ? (n ? "queued" : "cut") : locked ? "login" : "sending", { n });
  }
}
