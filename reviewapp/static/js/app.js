// Small things every page shares. Pages work without this file; nothing here keeps data or decides anything.

import "./parts/leaving.js";

const root = document.documentElement;
root.dataset.js = "1";

// Theme: change at once, remember in the cookie that the server reads for the next page.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form) return;
  event.preventDefault();
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});

// Menus close on Escape and on a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.account[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Quick marks: a button fills its box and says so with the events typing would send.
function setMark(input, value) {
  const low = Number(input.min || 0);
  const high = Number(input.max);
  input.value = String(Math.min(high, Math.max(low, value)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-for]");
  const input = button && document.getElementById(button.dataset.for);
  if (!input) return;
  if (button.dataset.set !== undefined) setMark(input, Number(button.dataset.set));
  else if (input.value !== "") setMark(input, Number(input.value) + Number(button.dataset.add));
  else input.focus(); // a step from nowhere has no meaning: the judge types the first value
});

// The pressed button and the running total follow the boxes; a blank box is missing, never 0.
function showMarks(scope) {
  const boxes = [...scope.querySelectorAll("input[data-mark]")];
  for (const button of scope.querySelectorAll("[data-set]")) {
    const input = document.getElementById(button.dataset.for);
    const pressed = input.value !== "" && Number(input.value) === Number(button.dataset.set);
    button.setAttribute("aria-pressed", String(pressed));
  }
  const bar = scope.querySelector("[data-total-bar]");
  if (!bar || boxes.length === 0) return;
  const filled = boxes.filter((box) => box.value !== "" && !box.criterion?.wrong); // the desk knows ranges and weights
  const total = filled.reduce((sum, box) => sum + Number(box.value) * (box.criterion?.share ?? 1), 0);
  bar.querySelector("[data-total]").textContent = String(Math.round(total * 100) / 100);
  const missing = bar.querySelector("[data-missing-text]");
  const left = boxes.length - filled.length;
  missing.textContent = left ? missing.dataset.missingText.replace("{n}", left) : "";
}

function scopeOf(element) {
  return element.closest("[data-sheet]") || element.closest("form") || document.body;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("input[data-mark]") && !event.isComposing) showMarks(scopeOf(event.target));
});
for (const scope of new Set([...document.querySelectorAll("input[data-mark]")].map(scopeOf))) showMarks(scope);

// Files may be dropped on their field.
for (const field of document.querySelectorAll("[data-drop]")) {
  const box = field.querySelector(".drop");
  const input = field.querySelector("input[type=file]");
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("is-over"); });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// What must be read first (a list of errors) gets the focus.
document.querySelector("[data-focus]")?.focus();

// Passages: a click on one (in a text or on the strip beside it) marks and shows it in both texts.
document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-passage]");
  if (!mark) return;
  event.preventDefault();
  const number = mark.dataset.passage;
  for (const other of document.querySelectorAll("[data-passage]")) {
    other.classList.toggle("is-current", other.dataset.passage === number);
  }
  for (const side of document.querySelectorAll(".compare-side")) {
    const twin = side.querySelector(`mark[data-passage="${number}"]`);
    if (!twin || (mark.tagName === "MARK" && side.contains(mark))) continue;
    side.scrollBy({ top: twin.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 3 });
  }
});
