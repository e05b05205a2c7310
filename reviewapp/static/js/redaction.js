// The redaction desk: clicks, keys and selections change the checkboxes of the form, and the server draws the rest.
// Offsets are code points of the entry's text, as Python counts them; JavaScript strings count UTF-16 units, so every
// length here goes through `codePoints`.

import { setUpKeys } from "./parts/redaction_keys.js";

const form = document.querySelector("[data-desk]");
const article = document.querySelector('[data-part="text"]');
const chooser = document.querySelector("[data-selection]");
const everywhere = chooser.querySelector("[data-everywhere]");
const undoButton = form.querySelector("[data-undo]");
const place = form.querySelector("[data-place]");
const past = []; // what the boxes said before each step, newest last
let selected = null; // { span: [start, end], words } of the last selection inside the article
let timer = 0;
let asked = 0;
let changed = form.querySelector(".error") !== null; // something here is not on the server

const codePoints = (text) => [...text].length;
const stops = () => [...article.querySelectorAll("[data-mark], [data-shot]")];
const boxOf = (stop) =>
  form.querySelector(stop.dataset.mark ? `[data-for-mark="${stop.dataset.mark}"]` : `[data-for-shot="${stop.dataset.shot}"]`);
const current = () => article.querySelector(".is-current");

// Where a point of the page stands in the entry, or null outside its paragraphs.
function offsetOf(node, offset) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const paragraph = element.closest("p[data-start]");
  if (!paragraph || !article.contains(paragraph)) return null;
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return Number(paragraph.dataset.start) + codePoints(range.toString());
}

// The chosen text without white space at its ends; null when nothing of the article is chosen.
function chosen() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return null;
  const text = range.toString();
  const from = start + codePoints(text) - codePoints(text.trimStart());
  const to = end - (codePoints(text) - codePoints(text.trimEnd()));
  return to > from ? { span: [from, to], words: text.trim() } : null;
}

function follow() {
  for (const stop of stops()) {
    const on = boxOf(stop).checked;
    stop.setAttribute(stop.dataset.shot ? "aria-checked" : "aria-pressed", String(on));
    if (stop.dataset.shot) stop.classList.toggle("is-withheld", !on);
    else {
      stop.classList.toggle("is-masked", on);
      stop.classList.toggle("is-open", !on);
    }
  }
  const all = stops();
  const at = all.indexOf(current());
  const words = at < 0 ? form.dataset.none : form.dataset.of.replace("{n}", at + 1);
  place.textContent = words.replace("{total}", all.length);
  undoButton.disabled = past.length === 0;
}

// Everything the clerk can change, so that a step can be taken back.
function state() {
  const boxes = [...form.querySelectorAll("[data-for-mark], [data-for-shot]")];
  return new Map(boxes.map((box) => [`${box.name}=${box.value}`, box.checked]));
}

function remember() {
  past.push({ boxes: state(), title: form.elements.title.value, at: stops().indexOf(current()) });
  changed = true;
}

function undo() {
  const before = past.pop();
  if (!before) return;
  for (const box of form.querySelectorAll("[data-for-mark], [data-for-shot]"))
    box.checked = before.boxes.get(`${box.name}=${box.value}`) ?? false; // a mask added since is no longer one
  form.elements.title.value = before.title;
  const stop = stops()[before.at];
  if (stop) goTo(stop); // where it was decided, to be decided anew
  follow();
  if ([...form.querySelectorAll('[data-for-mark][name="added"]')].some((box) => !box.checked)) ask({});
  else refreshSoon();
}

// Decide one place, or with `alike` every place where the same words stand, marked already or not.
function decide(stop, on, alike = false) {
  remember();
  boxOf(stop).checked = on;
  if (alike && stop.dataset.mark) {
    for (const other of stops()) if (other.dataset.mark && other.textContent === stop.textContent) boxOf(other).checked = on;
    if (on) return ask({ words: stop.textContent, words_kind: kindOf(stop) });
  }
  follow();
  refreshSoon();
}

const kindOf = (mark) => [...mark.classList].find((name) => name.startsWith("kind-")).slice(5);

function goTo(stop) {
  current()?.classList.remove("is-current");
  stop.classList.add("is-current");
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "center" });
  follow();
}

function step(by) {
  const all = stops();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  goTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
}

// On after a decision, but not round to the beginning: at the last place Enter is the next key.
function onward() {
  const all = stops();
  const at = all.indexOf(current());
  if (at + 1 < all.length) goTo(all[at + 1]);
}

function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => refresh(["preview"]), 250);
}

// Ask the server how the desk looks with these masks; a late answer to an old question is thrown away.
async function refresh(parts, more = {}) {
  const question = ++asked;
  const body = new FormData(form);
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const answer = await fetch(form.dataset.preview, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || question !== asked) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const at = stops().indexOf(current());
  for (const name of parts) {
    const fresh = page.querySelector(`[data-part="${name}"]`);
    document.querySelector(`[data-part="${name}"]`).replaceChildren(...fresh.childNodes);
  }
  if (parts.includes("text") && at >= 0 && stops()[at]) goTo(stops()[at]);
  follow();
  return true;
}

// New masks travel as hidden fields until the list that comes back holds them as checkboxes; when the question was
// overtaken or failed, the fields stay and the next answer or the form itself carries them.
async function ask(more) {
  clearTimeout(timer);
  if (await refresh(["text", "preview", "list"], more))
    for (const sent of form.querySelectorAll('input[type="hidden"][name="added"]')) sent.remove();
}

function add(kind) {
  if (!selected) return;
  const { span, words } = selected;
  remember();
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "added", value: `${span[0]}:${span[1]}:${kind}` });
  form.append(input);
  selected = null;
  chooser.hidden = true;
  document.getSelection().removeAllRanges();
  ask(everywhere.checked && !words.includes("\n") ? { words, words_kind: kind } : {});
}

article.addEventListener("click", (event) => {
  const stop = event.target.closest("[data-mark], [data-shot]");
  if (!stop || chosen()) return;
  goTo(stop);
  decide(stop, !boxOf(stop).checked, event.shiftKey);
});

article.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest("[data-mark]")) event.preventDefault(); // Shift would select text
});

article.addEventListener("focusin", (event) => {
  const stop = event.target.closest("[data-mark], [data-shot]");
  if (!stop || stop === current()) return;
  current()?.classList.remove("is-current");
  stop.classList.add("is-current");
  follow();
});

document.addEventListener("selectionchange", () => {
  selected = chosen();
  chooser.hidden = selected === null;
});
chooser.addEventListener("mousedown", (event) => {
  if (!event.target.closest("label")) event.preventDefault(); // keep the selection
});
chooser.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (button) add(button.dataset.add);
});

form.addEventListener("change", (event) => {
  if (!event.target.matches("[data-for-mark], [data-for-shot]")) return;
  const box = event.target;
  box.checked = !box.checked; // as it was, to be remembered
  remember();
  box.checked = !box.checked;
  follow();
  refreshSoon();
});
form.addEventListener("input", (event) => {
  changed = true;
  if (event.target.name === "title") refreshSoon();
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step], [data-undo]");
  if (button) button.dataset.step ? step(Number(button.dataset.step)) : undo();
});
form.addEventListener("submit", () => {
  changed = false;
});
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

const KINDS = [...chooser.querySelectorAll("[data-add]")].map((button) => button.dataset.add);

setUpKeys({
  step,
  undo,
  decide: (on, alike) => {
    const stop = current() ?? stops()[0];
    if (!stop) return;
    if (stop !== current()) goTo(stop);
    decide(stop, on, alike);
    onward();
  },
  toggle: () => current() && decide(current(), !boxOf(current()).checked),
  add: (digit) => selected && digit <= KINDS.length && add(KINDS[digit - 1]),
  send: (name) => {
    const button = form.querySelector(`[data-${name}]:not([disabled])`);
    if (button) form.requestSubmit(button);
  },
});
follow();
