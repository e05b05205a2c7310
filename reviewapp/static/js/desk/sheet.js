// The score sheet on the page: what is typed, what is wrong with it, what the server has confirmed.
// A blank box is missing, never 0. What the server holds is shown beside each box, and nothing else is.

import { kindOf } from "./scale.js";

export const REMARKS = ["comment", "private_note"];

export class Sheet {
  constructor(section) {
    this.section = section;
    this.words = JSON.parse(section.dataset.words);
    this.held = JSON.parse(section.dataset.held);
    this.scale = JSON.parse(section.dataset.scale);
    this.step = Number(section.dataset.step);
    this.url = section.dataset.save;
    this.paper = section.dataset.paper; // round:code
    this.code = this.paper.split(":")[1];
    this.open = section.dataset.open !== undefined;
    this.form = section.querySelector("[data-marks]");
    this.boxes = this.scale.map((criterion) => Object.assign(document.getElementById(`mark-${criterion.id}`), { criterion }));
    this.remarks = REMARKS.map((name) => document.getElementById(name));
    this.summary = section.querySelector("[data-errors]");
    this.state = section.querySelector("[data-save-state]");
  }

  say(word, facts = {}) {
    return (this.words[word] ?? word).replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  }

  get version() {
    return this.held.version;
  }

  kind(box) {
    return kindOf(box.value, box.criterion, this.step);
  }

  // What keeps one box from being submitted, in words; there are none for what is "open" or "done".
  fault(box) {
    const kind = this.kind(box).replace("low", "range");
    return kind in this.words ? this.say(kind, { ...box.criterion, step: this.step }) : "";
  }

  // What is wrong with one box; "" when it is blank or right.
  problem(box) {
    return box.value && this.fault(box);
  }

  get complete() {
    return !this.obstacles().length;
  }

  // The sheet as it can be stored: a wrong box keeps what the server has.
  fields() {
    const marks = {};
    for (const box of this.boxes) {
      const value = this.problem(box) ? this.held.marks[box.criterion.id] : box.value;
      marks[box.criterion.id] = value ? String(Number(value)) : ""; // as text a "0" is something
    }
    return { marks, comment: this.remarks[0].value, private_note: this.remarks[1].value };
  }

  heldFields() {
    const marks = Object.fromEntries(this.scale.map(({ id }) => [id, this.held.marks[id] ?? ""]));
    return { marks, comment: this.held.comment, private_note: this.held.private_note };
  }

  fill(fields) {
    for (const box of this.boxes) {
      box.value = fields.marks[box.criterion.id] ?? "";
      this.showProblem(box);
    }
    for (const area of this.remarks) area.value = fields[area.name] ?? "";
    this.boxes[0]?.dispatchEvent(new Event("input", { bubbles: true })); // buttons and total follow
  }

  // Is the next digit still to come, without which the mark is too low?
  waits(box) {
    return this.kind(box) === "low" && box === document.activeElement;
  }

  showProblem(box, sentence = this.waits(box) ? "" : this.problem(box)) {
    const id = `${box.id}-error`;
    const row = box.closest(".criterion");
    const wrong = sentence !== "";
    document.getElementById(id)?.remove();
    box.criterion.wrong = wrong || this.waits(box); // app.js leaves it out of the total
    row.classList.toggle("has-error", wrong);
    box.setAttribute("aria-invalid", wrong);
    box.setAttribute("aria-describedby", `${box.id}-max ${wrong ? id : ""}`);
    if (!wrong) return;
    const note = Object.assign(document.createElement("p"), { id, className: "error", textContent: sentence });
    note.setAttribute("role", "alert");
    row.querySelector(".criterion-head").after(note);
  }

  showState(word, facts) {
    this.state.textContent = this.say(word, facts);
    this.state.dataset.state = word;
  }

  // The server's answer becomes what is held; only marks that changed get the new time.
  confirm(body) {
    for (const box of this.boxes) {
      const { id } = box.criterion;
      const mark = body.marks[id];
      if (mark === this.held.marks[id]) continue;
      const note = box.closest(".criterion").querySelector("[data-saved]");
      note.textContent = this.say(mark === undefined ? "cleared" : "confirmed", { mark, time: body.saved_at });
    }
    this.held = body;
    this.form.elements.base_version.value = body.version;
    this.section.dataset.held = JSON.stringify(body);
  }

  // Criteria that keep the sheet from being submitted: [box, sentence].
  obstacles() {
    return this.boxes.map((box) => [box, this.fault(box)]).filter(([, sentence]) => sentence);
  }

  showObstacles(found) {
    const wrong = found.filter(([box]) => this.problem(box)).length;
    this.summary.hidden = found.length === 0;
    if (!found.length) return;
    this.summary.querySelector("p").textContent = wrong ? this.say("wrong", { n: wrong }) : this.say("blanks", { n: found.length });
    this.summary.querySelector("ul").replaceChildren(...found.map(([box, sentence]) => {
      const link = Object.assign(document.createElement("a"), { href: `#${box.id}`, textContent: sentence });
      link.addEventListener("click", (event) => { event.preventDefault(); box.focus(); });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    this.summary.scrollIntoView({ block: "nearest" });
    this.summary.focus();
  }

  // Rows where two states differ, for the judge to choose; old: mine is blank, or was not changed upon the base.
  differences(mine, theirs, base = theirs) {
    const row = (key, label, of) => ({ key, label, mine: of(mine), theirs: of(theirs), old: ["", of(base)].includes(of(mine)) });
    const rows = this.scale.map(({ id, name }) => row(String(id), name, ({ marks }) => marks[id] ?? ""));
    rows.push(...REMARKS.map((name) => row(name, this.say(name), (fields) => fields[name])));
    return rows.filter((found) => found.mine !== found.theirs);
  }
}
