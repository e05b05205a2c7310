// The trial: an anchor essay is scored with the keys of the desk. A plain form without this file; nothing is kept in the
// browser, for the marks are given once and take a minute.

import { Entry } from "./desk/entry.js";
import { setUpKeys } from "./desk/keys.js";
import { Sheet } from "./desk/sheet.js";

const root = document.querySelector("main");
const section = root.querySelector("[data-sheet]");
const sheet = new Sheet(section);
const { signal } = new AbortController();
const button = sheet.form.querySelector("[name=submit]");
const entry = new Entry(sheet, { signal, full: () => button.focus() });

function proceed(box) {
  if (sheet.problem(box)) box.select();
  else if (sheet.complete) sheet.form.requestSubmit(button);
  else (entry.next(box) ?? box).focus();
}

sheet.form.noValidate = true; // our own words, all at once
sheet.form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-mark]")) return;
  sheet.showProblem(event.target);
  if (!sheet.summary.hidden) sheet.showObstacles([]);
});
sheet.form.addEventListener("submit", (event) => {
  const found = sheet.obstacles();
  sheet.showObstacles(found);
  if (found.length) event.preventDefault();
});
setUpKeys({ root, section, sheet, entry, signal, shortcuts: new Map() }, {
  proceed, leave: (address) => location.assign(address), undo: () => entry.undoable && entry.undo(),
});

const wide = matchMedia("(min-width: 60.01rem)").matches;
if (wide && !document.querySelector("[data-focus]")) (sheet.boxes.find((box) => box.value === "") ?? sheet.boxes[0])?.focus({ preventScroll: true });
