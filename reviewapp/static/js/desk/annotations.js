// Highlights and margin notes of the paper on the screen. Every change is drawn at once and handed to the outbox, which keeps
// it in the browser until the server has confirmed it. One document of the outbox per annotation: "<paper>#<key>".

import { openDialog } from "./dialogs.js";
import { button, made } from "./elements.js";
import { Phrases } from "./phrases.js";
import { Picking } from "./picking.js";
import { codePoints, numbered, Text } from "./places.js";
import { newId } from "./sending.js";

const PAUSE = 600; // ms after the last key
const STAYING = ["removed", "both", "gone", "stuck", "phraseLost"]; // what the judge should have time to read, until the next change
const WIDE = "(min-width: 60.01rem)";

const confirmed = new Map(); // document → what the server confirmed last; a page fetched beforehand may not know it

// Whether an operation of the outbox is of this file (or of the phrases), not a score sheet.
export const isNote = (op) => op.paper.includes("#");

// A part of the desk (desk/bench.js).
export function setUpNotes(desk) {
  desk.notes = new Notes(desk);
}

class Notes {
  constructor({ root, outbox, signal, shortcuts }) {
    const room = root.querySelector("[data-notes]");
    const { notes, starts, limits } = JSON.parse(room.dataset.held);
    Object.assign(this, { room, outbox, limits, signal, paper: room.dataset.paper, words: JSON.parse(room.dataset.words) });
    this.writable = room.dataset.open !== undefined;
    this.notes = new Map(notes.map((note) => [note.key, note]));
    this.held = new Map(this.notes); // as the page brought them
    this.article = root.querySelector(".bench-text .essay");
    this.text = new Text(this.article, starts);
    this.bar = root.querySelector("[data-note-bar]");
    this.editor = root.querySelector("#note-dialog");
    this.sheet = root.querySelector("[data-sheet]");
    this.state = room.querySelector("[data-notes-state]");
    const lost = (error, words) => this.showState("phraseLost", { error, lost: words });
    this.phrases = new Phrases({ root, outbox, room, words: this.words, signal, lost });
    this.restore();
    this.paint();
    this.listen();
    if (this.writable) this.pickByKey(shortcuts);
    if (this.writable) shortcuts.set("h", () => this.highlight()).set("p", () => this.write()).set("c", () => this.phrases.open());
    signal.addEventListener("abort", () => this.leave(starts));
  }

  pickByKey(shortcuts) {
    const page = this.article.closest(".bench-text");
    const chosen = (quote) => this.showState(quote ? "picked" : "ready", { quote });
    const picking = new Picking({ text: this.text, page, signal: this.signal, chosen, write: () => this.write() });
    shortcuts.set("t", () => picking.begin());
  }

  // The page may be shown again as it stands (a submission taken back).
  leave(starts) {
    clearTimeout(this.pause);
    clearTimeout(this.settling);
    this.hide();
    this.room.dataset.held = JSON.stringify({ notes: [...this.notes.values()], starts, limits: this.limits });
  }

  say(word, facts = {}) {
    return this.words[word].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  }

  documentOf(key) {
    return `${this.paper}#${key}`;
  }

  get waiting() {
    return this.outbox.ops.filter((op) => op.paper.startsWith(this.documentOf("")));
  }

  // What an earlier visit could not send is drawn again, and tried again.
  restore() {
    for (const [name, note] of confirmed) {
      const key = name.slice(this.documentOf("").length);
      if (name !== this.documentOf(key) || note?.version <= this.notes.get(key)?.version) continue;
      if (note) this.notes.set(key, note);
      else this.notes.delete(key);
    }
    for (const op of this.waiting) {
      const { key, annotation } = op.fields;
      const placed = annotation && this.text.quote(annotation.start, annotation.end).replace(/\s/g, "") === annotation.quote.replace(/\s/g, "");
      if (annotation) this.notes.set(key, { version: op.base_version, ...annotation, key, placed });
      else this.notes.delete(key);
      this.outbox.aside.delete(op.paper);
    }
    if (this.waiting.length) queueMicrotask(() => this.outbox.flush()); // once the desk stands
  }

  // The first note takes a margin from the text: the line that is read stays where it was.
  paint() {
    const notes = [...this.notes.values()];
    const page = this.article.closest(".bench-text");
    const read = this.text.lines.find(({ element }) => element.getBoundingClientRect().bottom > page.getBoundingClientRect().top + page.clientHeight / 3);
    const before = read?.element.getBoundingClientRect().top;
    this.text.paint(numbered(notes), this.words.shared);
    if (read) page.scrollBy({ top: read.element.getBoundingClientRect().top - before });
    const lost = notes.filter((n) => !n.placed);
    const box = this.room.querySelector("[data-unplaced]");
    box.hidden = !lost.length;
    box.querySelector("ul").replaceChildren(...lost.map((n) => this.lostNote(n)));
  }

  lostNote(note) {
    const item = made("li");
    item.append(made("q", { textContent: note.quote }), " ", note.note);
    if (this.writable) item.append(" ", button(this.words.remove, "quiet small", () => this.remove(note.key)));
    return item;
  }

  listen() {
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.signal });
    const act = { highlight: () => this.highlight(), note: () => this.write(), edit: () => this.edit(this.current), remove: () => this.remove(this.current) };
    on(this.bar, "pointerdown", (event) => event.preventDefault()); // the selection stays
    on(this.bar, "click", (event) => act[event.target.closest("[data-do]")?.dataset.do]?.());
    on(document, "selectionchange", () => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.offer(), 200);
    });
    on(this.article, "click", (event) => this.touched(event));
    on(document, "keydown", (event) => this.key(event));
    on(document, "pointerdown", (event) => {
      if (!event.target.closest(".hl, .side-note, [data-note-bar]")) this.hide();
    });
    on(this.article.closest(".bench-text"), "scroll", () => this.hide());
    on(this.editor, "input", () => this.edited());
    on(this.editor, "close", () => {
      this.flush();
      this.article.querySelector(`.hl[tabindex][data-keys~="${this.editing}"]`)?.focus({ preventScroll: true });
    });
    on(this.editor.querySelector("[data-do=remove]"), "click", () => {
      this.editor.close();
      this.remove(this.editing);
    });
    on(this.editor.querySelector("[data-phrases-for]"), "click", () => this.phrases.open(this.editor.querySelector("textarea")));
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") this.hide();
    const mark = event.target.closest?.(".hl");
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      this.show(this.keyAt(mark), mark.getBoundingClientRect(), true);
    }
  }

  // -- choosing -----------------------------------------------------------------------------------------------------

  offer() {
    if (!this.writable) return;
    const span = this.text.selected();
    if (span) this.showBar("new", document.getSelection().getRangeAt(0).getBoundingClientRect(), "");
    else if (this.bar.dataset.mode === "new") this.hide();
  }

  touched(event) {
    const target = event.target.closest(".hl, .side-note");
    if (target && !this.text.selected()) this.show(this.keyAt(target), target.getBoundingClientRect(), false);
  }

  // Where annotations lie over one another, the shortest is meant.
  keyAt(element) {
    const keys = element.dataset.key ? [element.dataset.key] : element.dataset.keys.split(" ");
    return keys.map((key) => this.notes.get(key)).sort((a, b) => a.end - a.start - (b.end - b.start))[0].key;
  }

  show(key, place, focus) {
    const { note } = this.notes.get(key);
    const beside = this.article.querySelector(`.side-note[data-key="${key}"]`)?.offsetParent;
    this.current = key;
    this.bar.querySelector("[data-do=edit]").textContent = this.words[note ? "edit" : "write"];
    this.showBar("held", place, beside ? "" : note);
    if (focus) this.bar.querySelector("button:not([hidden])")?.focus();
  }

  showBar(mode, place, words) {
    const { bar } = this;
    bar.dataset.mode = mode;
    bar.querySelector("[data-bar-text]").textContent = words;
    for (const button of bar.querySelectorAll("[data-for-mode]")) button.hidden = !this.writable || button.dataset.forMode !== mode;
    bar.hidden = !this.writable && !words;
    if (bar.hidden) return;
    const wide = matchMedia(WIDE).matches;
    const { width, height } = bar.getBoundingClientRect();
    const beside = place.top > height + 18 ? place.top - height - 10 : place.bottom + 10;
    bar.style.left = wide ? `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px` : "";
    bar.style.top = wide ? `${Math.max(8, Math.min(beside, innerHeight - height - 8))}px` : "";
    bar.style.bottom = wide ? "" : `${this.sheet.querySelector(".total-bar")?.offsetHeight ?? 0}px`;
  }

  hide() {
    this.bar.hidden = true;
    delete this.bar.dataset.mode;
  }

  // -- changing -----------------------------------------------------------------------------------------------------

  // The selection becomes a highlight (or the one that lies there already); its key, or null when it cannot.
  highlight() {
    const span = this.text.selected();
    this.hide();
    if (!span) return this.showState("select");
    const same = [...this.notes.values()].find((n) => n.placed && n.start === span.start && n.end === span.end);
    if (same) return same.key;
    if (this.notes.size >= this.limits.notes) return this.showState("full", { n: this.limits.notes });
    if (codePoints(span.quote) > this.limits.quote) return this.showState("long", { n: this.limits.quote });
    document.getSelection().removeAllRanges();
    const key = newId();
    this.change({ ...span, key, note: "", shared: false, version: 0, placed: true });
    return key;
  }

  write() {
    const key = this.highlight();
    if (key) this.edit(key);
  }

  edit(key) {
    const note = this.notes.get(key);
    this.hide();
    this.editing = key;
    this.editor.querySelector("[data-quote]").textContent = note.quote;
    this.editor.querySelector("textarea").value = note.note;
    this.editor.querySelector("[name=shared]").checked = note.shared;
    openDialog("note-dialog");
    this.editor.querySelector("textarea").focus();
  }

  edited() {
    const note = this.editor.querySelector("textarea").value.trim();
    const shared = this.editor.querySelector("[name=shared]").checked;
    const held = this.notes.get(this.editing);
    if (note !== held.note || shared !== held.shared) this.change({ ...held, note, shared });
  }

  change(note) {
    this.notes.set(note.key, note);
    this.paint();
    const { key, start, end, quote, note: words, shared } = note;
    this.put(key, note.version, { start, end, quote, note: words, shared });
  }

  remove(key) {
    const gone = this.notes.get(key);
    if (!gone) return;
    this.hide();
    this.notes.delete(key);
    this.paint();
    const name = this.documentOf(key);
    const unknown = !gone.version && !this.outbox.known.has(name) && this.outbox.of(name).every((op) => this.outbox.changeable(op));
    if (unknown) this.outbox.forget(name);
    else this.put(key, gone.version, null);
    this.showState("removed", {}, this.words.undo, () => this.change({ ...gone, key: newId(), version: 0 }));
  }

  put(key, version, annotation) {
    this.outbox.put({ paper: this.documentOf(key), url: this.room.dataset.url, version }, { key, annotation });
    this.showState("unsaved");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), PAUSE);
  }

  flush() {
    clearTimeout(this.pause);
    return this.outbox.flush();
  }

  // -- what became of it --------------------------------------------------------------------------------------------

  tell(kind, body, op) {
    const mine = op.paper.startsWith(this.documentOf(""));
    if (kind === "login") openDialog("login-dialog");
    else if (kind === "conflict" && op.fields.key) this.conflict(body.held, op);
    else if (!op.fields.key) this.phrases.tell(kind, body, op);
    else if (kind === "refused" || kind === "closed") this.stuck(body.error, op, mine);
    else if (kind === "saved" && mine) this.saved(body, op.fields.key);
    else if (kind === "gone" && mine) this.gone(op);
    else if (mine && !STAYING.includes(this.state.dataset.state)) this.showState(kind === "saving" ? "saving" : "offline", { n: this.waiting.length });
  }

  saved(body, key) {
    const note = this.notes.get(key);
    if (note) note.version = body.version;
    confirmed.set(this.documentOf(key), note ? { ...note } : null);
    if (!this.waiting.length && !STAYING.includes(this.state.dataset.state)) this.showState("saved", { time: body.saved_at });
  }

  // The window that made this change gave it up; what was typed here upon it goes out as it is.
  gone({ paper, fields: { key } }) {
    if (this.outbox.of(paper).length) return;
    const stand = confirmed.has(paper) ? confirmed.get(paper) : this.held.get(key);
    if (stand) this.notes.set(key, stand);
    else this.notes.delete(key);
    this.hide();
    if (this.editing === key) this.editor.close();
    this.paint();
    this.showState("gone");
  }

  // Changed elsewhere meanwhile: what stands there stays, and what was written here becomes a note of its own.
  conflict(held, op) {
    const newest = this.outbox.of(op.paper).at(-1)?.fields ?? op.fields;
    this.outbox.forget(op.paper);
    const [paper, key] = op.paper.split("#");
    const copy = newest.annotation && newId();
    if (copy) this.outbox.put({ paper: `${paper}#${copy}`, url: op.url, version: 0 }, { key: copy, annotation: newest.annotation });
    if (paper === this.paper) {
      if (held) this.notes.set(key, held);
      if (held) this.outbox.known.set(op.paper, held);
      if (copy) this.notes.set(copy, { ...newest.annotation, key: copy, version: 0, placed: true });
      if (copy && this.editing === key) this.editing = copy;
      this.paint();
      this.showState("both");
    }
    setTimeout(() => this.outbox.flush());
  }

  // The server will not take it: say what was not stored, and keep it until the judge has read that.
  stuck(sentence, op, mine) {
    if (!mine) return;
    const lost = op.fields.annotation?.note || op.fields.annotation?.quote || "";
    this.showState("stuck", { error: sentence, lost }, this.words.discard, () => {
      this.outbox.forget(op.paper);
      location.reload();
    });
  }

  showState(word, facts = {}, label = "", act = null) {
    this.state.dataset.state = word;
    this.state.replaceChildren(this.say(word, facts));
    if (label) this.state.append(" ", button(label, "quiet small", act));
    return null;
  }
}
