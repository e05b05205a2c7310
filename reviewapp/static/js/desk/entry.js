// Typing into the score boxes: a value that can grow no further moves on to the next blank criterion by itself.
// Everything is read from what arrives in the box (input events), not from key codes, so that input methods, full-width
// digits and the keyboards of phones count alike.

import { flowsOn, halves, plain } from "./scale.js";

const WRITTEN_OUT = 700; // milliseconds between the point and the digit of one number; later it is the next mark

export class Entry {
  // full(): every criterion has a mark
  constructor(sheet, { signal, full }) {
    Object.assign(this, { sheet, full });
    this.changes = []; // [{box, before}], for undo
    this.left = null; // the box the desk moved on from by itself, until the next key
    this.halved = 0; // when the key before was a point that made a half, in milliseconds
    this.current = sheet.boxes[0];
    const on = (name, act, options) => sheet.form.addEventListener(name, act, { signal, ...options });
    const forBox = (act) => (event) => sheet.boxes.includes(event.target) && act(event.target, event);
    on("beforeinput", forBox((box, event) => this.before(box, event)));
    on("input", forBox((box, event) => event.isComposing || this.tidy(box)), { capture: true });
    on("input", forBox((box, event) => event.isComposing || this.typed(box, event)));
    on("compositionend", forBox((box, event) => this.composed(box, event.data)));
    on("focusin", forBox((box) => this.arrive(box)));
    on("focusout", forBox((box) => sheet.kind(box) === "low" && sheet.showProblem(box)));
    on("click", (event) => this.pressed(event));
    for (const box of sheet.boxes) asText(box);
    this.reset();
  }

  // The boxes as they are now are the beginning: nothing to undo.
  reset() {
    this.changes = [];
    this.was = new Map(this.sheet.boxes.map((box) => [box, box.value]));
  }

  arrive(box) {
    this.current = box;
    this.fresh = true;
    this.left = null;
    this.halved = 0;
    box.select();
  }

  // Letters never enter a box. A point belongs to the value before when the desk has just moved on.
  before(box, event) {
    if (!event.data || event.isComposing || !event.inputType.startsWith("insert")) return;
    const text = plain(event.data);
    if (this.nothing(text) || (text === "." && this.point())) event.preventDefault();
  }

  // Words are no mark; nor is what follows at once a point that has brought its half: the 5 of "8.5", the 0 of "8.0".
  nothing(text) {
    const written = this.halved && performance.now() - this.halved < WRITTEN_OUT && (text === "5" || text === "0");
    if (written && text === "0") this.whole(this.left ?? this.current);
    this.halved = 0;
    return written || text === "";
  }

  whole(box) {
    box.value = box.value.split(".")[0];
    this.typing = true;
    say(box);
  }

  // A point just after the desk has moved on: the value before gets its half (or waits for its decimals).
  point() {
    const back = this.left;
    if (!back || back.value === "" || back.value.includes(".")) return false;
    back.focus();
    this.typing = true;
    back.value += ".";
    say(back);
    return true;
  }

  // Words of an input method, or a composition given up, leave the box as it was.
  composed(box, words) {
    this.typing = !this.nothing(plain(words));
    if (this.typing) return say(box);
    box.value = this.was.get(box);
    if (this.fresh) box.select();
  }

  tidy(box) {
    let text = plain(box.value);
    if (halves(this.sheet.step) && /^\d+\.$/.test(text) && !this.shrunk(box, text)) {
      text += "5";
      this.halved = performance.now();
    }
    if (text !== box.value) box.value = text;
  }

  shrunk(box, text) {
    return (this.was.get(box) ?? "").startsWith(text); // a digit was taken away: do not put it back
  }

  typed(box, event) {
    const shorter = box.value.length < (this.was.get(box) ?? "").length && this.was.get(box).startsWith(box.value);
    const typing = event.isTrusted || this.typing;
    this.remember(box, typing);
    this.typing = false;
    this.left = null;
    if (!typing || shorter) return;
    const digit = flowsOn(box.value, box.criterion);
    const kind = this.sheet.kind(box);
    if (digit) this.flow(box, digit);
    else if (kind === "done") this.advance(box);
    else if (kind === "range") box.select();
  }

  remember(box, typing) {
    if (box.value === this.was.get(box)) return;
    const last = this.changes.at(-1);
    if (!(typing && last?.box === box && !this.fresh)) this.changes.push({ box, before: this.was.get(box) });
    this.was.set(box, box.value);
    this.fresh = false;
  }

  flow(box, digit) {
    const target = this.next(box);
    if (!target) return; // the last one: out of range, as the box says
    box.value = "1";
    say(box);
    this.advance(box);
    target.value = digit;
    this.typing = true;
    say(target);
  }

  next(box) {
    const at = this.sheet.boxes.indexOf(box) + 1;
    const turned = [...this.sheet.boxes.slice(at), ...this.sheet.boxes.slice(0, at - 1)];
    return turned.find((other) => other.value === "");
  }

  // On to the next blank criterion, or to the submit button when there is none.
  advance(box) {
    const { halved } = this;
    const target = this.next(box);
    if (target) target.focus();
    else this.full();
    Object.assign(this, { left: box, halved });
  }

  // Up and down between the criteria, never changing a mark.
  step(box, by) {
    this.sheet.boxes[this.sheet.boxes.indexOf(box) + by]?.focus();
  }

  back(box) {
    (this.left ?? this.sheet.boxes[this.sheet.boxes.indexOf(box) - 1])?.focus();
    this.left = null;
  }

  set(box, text) {
    this.fresh = true;
    box.value = text;
    this.typing = true;
    say(box);
  }

  // A mouse on a quick button moves on as well; a finger does not, or the keyboard would jump up.
  pressed(event) {
    const button = event.target.closest("[data-set]");
    if (!button || event.pointerType !== "mouse") return;
    setTimeout(() => this.advance(document.getElementById(button.dataset.for))); // after the button has filled its box
  }

  get undoable() {
    return this.changes.length > 0;
  }

  undo() {
    const { box, before } = this.changes.pop();
    this.left = null;
    this.was.set(box, before);
    box.value = before;
    say(box);
    box.focus();
  }
}

function say(box) {
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// A number box would hide what was typed from us and turn on the wheel; as text it says all and steps never.
function asText(box) {
  box.type = "text";
  box.setAttribute("enterkeyhint", "next");
}
