// 常用评语: a judge's own remarks to use again. Digits choose, typing narrows the list, what is put in can be edited.

import { openDialog } from "./dialogs.js";
import { button, made } from "./elements.js";
import { newId } from "./sending.js";

let known = null; // the judge's phrases, most used first; for as long as the page is open

export class Phrases {
  // lost(error, words): a phrase was refused after the list had been closed
  constructor({ root, outbox, room, words, signal, lost }) {
    Object.assign(this, { outbox, words, lost, url: room.dataset.phrases, round: room.dataset.paper.split(":")[0] });
    this.limit = JSON.parse(room.dataset.held).limits.phrase;
    this.dialog = root.querySelector("#phrases-dialog");
    this.filter = this.dialog.querySelector("input");
    this.list = this.dialog.querySelector("ol");
    this.note = this.dialog.querySelector("[data-phrases-note]");
    this.keepButton = this.dialog.querySelector("[data-keep]");
    const on = (target, name, act) => target?.addEventListener(name, act, { signal });
    on(this.filter, "input", () => this.show());
    on(this.dialog, "keydown", (event) => this.key(event));
    on(this.keepButton, "click", () => this.keep());
    on(root.querySelector(".bench-sheet [data-phrases-for]"), "click", () => this.open());
  }

  // target: the box that a chosen phrase goes to; the remark, unless another box of words had the focus.
  open(target = document.getElementById("comment")) {
    this.target = target;
    const { selectionStart, selectionEnd, value } = target;
    this.offered = (selectionEnd > selectionStart ? value.slice(selectionStart, selectionEnd) : value).trim();
    this.keepButton.hidden = !this.offered;
    this.keepButton.textContent = this.words[selectionEnd > selectionStart ? "keepPart" : "keepAll"];
    this.sayWaiting();
    this.filter.value = "";
    this.show();
    openDialog("phrases-dialog");
    this.filter.focus();
    if (!known) this.load();
  }

  async load() {
    const asked = this.waiting; // what is stored while the answer is under way may be missing in it
    try {
      const response = await fetch(this.url, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "manual" });
      const { phrases } = await response.json();
      if (!response.ok || !Array.isArray(phrases)) throw new Error("not ours");
      known = asked.reduce(changed, phrases);
    } catch {
      this.note.textContent ||= this.words.phrasesOffline;
    }
    this.show();
  }

  // Changes that the server has not confirmed yet.
  get waiting() {
    return this.outbox.ops.filter((op) => op.fields.keep || op.fields.drop);
  }

  get shown() {
    const wanted = this.filter.value.trim();
    return this.waiting.reduce(changed, known ?? []).filter((phrase) => phrase.includes(wanted));
  }

  show() {
    this.list.replaceChildren(...this.shown.map((phrase, i) => this.row(phrase, i)));
    this.dialog.querySelector("[data-none]").hidden = known === null || this.shown.length > 0;
  }

  row(phrase, i) {
    const item = made("li");
    const choose = button(phrase, "phrase quiet", () => this.insert(phrase));
    if (i < 9) choose.prepend(made("kbd", { textContent: i + 1 }), " ");
    const drop = button(this.words.drop, "phrase-drop quiet", () => {
      this.send({ drop: phrase });
      this.filter.focus();
    });
    drop.setAttribute("aria-label", this.words.dropThis.replace("{phrase}", () => phrase));
    item.append(choose, drop);
    return item;
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const entered = event.key === "Enter" && event.target === this.filter;
    const place = entered ? 0 : "123456789".indexOf(event.key);
    if (place < 0) return;
    event.preventDefault();
    if (this.shown[place]) this.insert(this.shown[place]);
  }

  insert(phrase) {
    this.dialog.close();
    this.target.focus();
    this.target.setRangeText(phrase, this.target.selectionStart, this.target.selectionEnd, "end");
    this.target.dispatchEvent(new Event("input", { bubbles: true }));
    this.used(phrase);
  }

  // Only the order of the list hangs on it: a lost answer is no loss.
  used(phrase) {
    fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.outbox.token() },
      body: JSON.stringify({ op_id: newId(), use: phrase }),
    }).catch(() => {});
  }

  keep() {
    if ([...this.offered].length > this.limit) {
      this.note.textContent = this.words.phraseLong.replace("{n}", this.limit);
      return;
    }
    this.send({ keep: this.offered });
    this.keepButton.hidden = true;
  }

  async send(fields) {
    this.outbox.put({ paper: `${this.round}:#${newId()}`, url: this.url, version: 0 }, fields);
    this.show();
    this.note.textContent = this.words.phraseSaving;
    await this.outbox.flush();
    if (this.waiting.length) this.sayWaiting(); // it may stand behind a save that the server could not take
  }

  sayWaiting() {
    const n = this.waiting.length;
    const why = this.outbox.locked ? "phraseLogin" : this.outbox.down ? "phraseWaits" : "phraseBusy";
    this.note.textContent = n ? this.words[why].replace("{n}", n) : "";
  }

  tell(kind, body, { paper, fields }) {
    if (kind === "saved") {
      known &&= changed(known, { fields });
      this.note.textContent = fields.keep ? this.words.kept : this.words.dropped;
    } else if (kind === "refused" || kind === "closed") this.refused(body.error, paper, fields);
    else if (kind !== "saving") this.sayWaiting();
    this.show();
  }

  // While the list is open the words still stand where they were taken from.
  refused(error, paper, { keep, drop }) {
    this.outbox.forget(paper);
    this.keepButton.hidden = !this.offered;
    this.note.textContent = error;
    if (!this.dialog.open) this.lost(error, keep ?? drop);
  }
}

// The list after a change of it.
function changed(phrases, { fields: { keep, drop } }) {
  const others = phrases.filter((phrase) => phrase !== keep && phrase !== drop);
  return keep ? [...others, keep] : others;
}
