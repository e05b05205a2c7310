// Choosing words of the paper by keyboard. t chooses the first sentence in view; up and down go to the next one, with
// Shift they take more or fewer sentences, left and right move the end by a character, with Shift the start. The browser's
// own selection shows it, so that what works on words chosen by mouse works on these. Enter writes a note, Esc leaves.

import { codePoints } from "./places.js";

const SENTENCE = /[^。！？!?；;…]*[。！？!?；;…]*[”’」』）)]*/gu;
const SENTENCES = { ArrowUp: -1, ArrowDown: 1 };
const CHARACTERS = { ArrowLeft: -1, ArrowRight: 1 };

export class Picking {
  // page: what scrolls and has the focus meanwhile; chosen(words): a span was chosen; write(): a note is wanted
  constructor({ text, page, signal, chosen, write }) {
    Object.assign(this, { text, page, chosen, write });
    this.on = false;
    document.addEventListener("keydown", (event) => this.key(event), { capture: true, signal }); // Enter would submit
    for (const name of ["pointerdown", "blur"]) page.addEventListener(name, () => { this.on = false; }, { signal });
  }

  get sentences() {
    return (this.parts ??= this.text.lines.flatMap(({ from, points }) => {
      let at = from;
      return points.join("").match(SENTENCE).filter(Boolean).map((words) => {
        const start = at + codePoints(words) - codePoints(words.trimStart());
        at += codePoints(words);
        return { start, end: start + codePoints(words.trim()) };
      }).filter(({ start, end }) => end > start);
    }));
  }

  begin() {
    if (!this.sentences.length) return;
    const { top } = this.page.getBoundingClientRect();
    const held = this.text.selected();
    const read = held
      ? this.sentences.findIndex(({ end }) => end > held.start)
      : this.sentences.findIndex(({ start, end }) => this.text.range(start, end).getBoundingClientRect().top >= top);
    this.page.focus({ preventScroll: true });
    this.on = true;
    this.from = this.to = read < 0 ? this.sentences.length - 1 : read;
    this.take();
  }

  // Whole sentences from the one it began with to the one it has come to.
  take() {
    const [first, last] = [Math.min(this.from, this.to), Math.max(this.from, this.to)];
    this.span = { start: this.sentences[first].start, end: this.sentences[last].end };
    this.show(this.sentences[this.to]);
  }

  show({ start, end }) {
    const range = this.text.range(this.span.start, this.span.end);
    document.getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    const place = this.text.range(start, end).getBoundingClientRect();
    const view = this.page.getBoundingClientRect();
    if (place.top < view.top + 40 || place.bottom > view.bottom - 80) this.page.scrollBy({ top: place.top - view.top - view.height / 3 });
    this.chosen(this.text.quote(this.span.start, this.span.end));
  }

  key(event) {
    if (!this.on || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key in SENTENCES) this.move(SENTENCES[event.key], event.shiftKey);
    else if (event.key in CHARACTERS) this.shift(CHARACTERS[event.key], event.shiftKey);
    else if (event.key === "Enter") this.write();
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  move(step, more) {
    this.to = Math.min(Math.max(this.to + step, 0), this.sentences.length - 1);
    if (!more) this.from = this.to;
    this.take();
  }

  shift(step, atStart) {
    const { start, end } = this.span;
    const moved = atStart ? { start: start + step, end } : { start, end: end + step };
    const inside = this.text.lines[0].from <= moved.start && moved.start < moved.end && moved.end <= this.text.lines.at(-1).to;
    if (inside) this.span = moved;
    this.show(this.span);
  }

  leave() {
    this.on = false;
    document.getSelection().removeAllRanges();
    this.chosen("");
  }
}
