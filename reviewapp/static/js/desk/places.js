// Where a selection stands in the paper, and the text drawn along its annotations. Offsets are code points of the paper's
// text, as Python counts them; JavaScript strings count UTF-16 units, so every length here goes through `codePoints`.

import { made } from "./elements.js";

export const codePoints = (text) => [...text].length;

// A shown line of the paper. `from` is its first code point; what stands beside the text is not of the text.
class Line {
  constructor(element, from) {
    Object.assign(this, { element, from, points: [...wordsOf(element)] });
    this.to = from + this.points.length;
  }

  // Code points before a point of the page inside this line.
  before(node, offset) {
    const range = document.createRange();
    range.setStart(this.element, 0);
    range.setEnd(node, offset);
    return this.from + codePoints(wordsOf(range.cloneContents()));
  }

  slice(start, end) {
    return this.points.slice(Math.max(start - this.from, 0), Math.max(end - this.from, 0)).join("");
  }
}

function wordsOf(node) {
  const copy = node.cloneNode(true);
  for (const beside of copy.querySelectorAll(".side-note")) beside.remove();
  return copy.textContent;
}

export class Text {
  constructor(article, starts) {
    this.article = article;
    this.lines = [...article.querySelectorAll("p[id]")].map((element, i) => new Line(element, starts[i]));
  }

  // The words between two offsets; of what parts two lines only the length is known.
  quote(start, end) {
    let at = start;
    let words = "";
    for (const line of this.lines.filter((l) => l.from < end && start < l.to)) {
      words += "\n".repeat(Math.max(line.from - at, 0)) + line.slice(start, end);
      at = line.to;
    }
    return words;
  }

  // The words between two offsets as a stretch of the page.
  range(start, end) {
    const range = document.createRange();
    range.setStart(...this.pointAt(start, (line) => start < line.to));
    range.setEnd(...this.pointAt(end, (line) => end <= line.to));
    return range;
  }

  // [node, offset] in the first line that `holds` an offset.
  pointAt(at, holds) {
    const line = this.lines.find(holds) ?? this.lines.at(-1);
    const nodes = document.createTreeWalker(line.element, NodeFilter.SHOW_TEXT);
    let left = Math.max(at - line.from, 0);
    let last = [line.element, 0];
    while (nodes.nextNode()) {
      const node = nodes.currentNode;
      if (node.parentElement.closest(".side-note")) continue;
      const points = [...node.data];
      if (left <= points.length) return [node, points.slice(0, left).join("").length];
      left -= points.length;
      last = [node, node.length];
    }
    return last;
  }

  // The selected words without white space at their ends, as {start, end, quote}; null when nothing of the text is selected.
  selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const parts = this.lines.filter((line) => range.intersectsNode(line.element)).map((line) => {
      const inside = (node) => line.element.contains(node);
      const start = inside(range.startContainer) ? line.before(range.startContainer, range.startOffset) : line.from;
      const end = inside(range.endContainer) ? line.before(range.endContainer, range.endOffset) : line.to;
      const words = line.slice(start, end);
      return { start: start + codePoints(words) - codePoints(words.trimStart()), end: end - codePoints(words) + codePoints(words.trimEnd()) };
    }).filter(({ start, end }) => end > start);
    if (!parts.length) return null;
    const [start, end] = [parts[0].start, parts.at(-1).end];
    return { start, end, quote: this.quote(start, end) };
  }

  // Draws the lines anew whose annotations changed. notes: in the order of the text, numbered; words: how to say what is shared.
  paint(notes, shared) {
    for (const line of this.lines) {
      const here = notes.filter((n) => n.start < line.to && line.from < n.end);
      const looks = JSON.stringify(here);
      if (line.looks === looks || (line.looks === undefined && !here.length)) continue;
      line.looks = looks;
      line.element.replaceChildren(...this.segments(line, here, shared));
    }
  }

  segments(line, here, shared) {
    const bounds = new Set([line.from, line.to]);
    for (const n of here) for (const at of [n.start, n.end]) bounds.add(Math.min(Math.max(at, line.from), line.to));
    const cuts = [...bounds].sort((a, b) => a - b);
    return cuts.slice(1).flatMap((high, i) => {
      const low = cuts[i];
      const over = here.filter((n) => n.start <= low && high <= n.end);
      if (!over.length) return [line.slice(low, high)];
      const beside = over.filter((n) => n.note && Math.min(n.end, line.to) === high && this.lastOf(n) === line);
      const first = over.some((n) => Math.max(n.start, this.firstOf(n).from) === low);
      return [markOf(line.slice(low, high), over, beside, first), ...beside.map((n) => sideNote(n, shared))];
    });
  }

  firstOf(note) {
    return this.lines.find((l) => note.start < l.to && l.from < note.end);
  }

  lastOf(note) {
    return this.lines.findLast((l) => note.start < l.to && l.from < note.end);
  }
}

function markOf(words, over, beside, first) {
  const mark = made("mark", { className: over.length > 1 ? "hl hl-deep" : "hl", textContent: words });
  mark.dataset.keys = over.map((n) => n.key).join(" ");
  if (beside.length) mark.dataset.number = beside.map((n) => n.number).join(" ");
  if (over.some((n) => n.note && n.shared)) mark.dataset.shared = beside.filter((n) => n.shared).map((n) => n.number).join(" ");
  if (first) mark.tabIndex = 0;
  if (first) mark.setAttribute("role", "button");
  return mark;
}

export function sideNote(note, shared) {
  const span = (className, textContent) => made("span", { className, textContent });
  const beside = span("side-note", "");
  beside.dataset.key = note.key;
  beside.setAttribute("role", "note");
  beside.append(span("side-note-number", note.number), " ", note.note);
  if (note.shared) beside.append(" ", span("side-note-shared", shared));
  return beside;
}

// Order of the text, and a number for every note.
export function numbered(notes) {
  const order = (a, b) => a.start - b.start || a.end - b.end || (a.key < b.key ? -1 : 1);
  let number = 0;
  return notes.filter((n) => n.placed).sort(order).map((n) => ({ ...n, number: n.note ? ++number : 0 }));
}
