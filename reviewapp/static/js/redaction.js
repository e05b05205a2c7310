// The redaction desk: clicks, keys and selections change the checkboxes of the form, and the server draws the rest.
// Offsets are code points of the entry's text, as Python counts them; JavaScript strings count UTF-16 units, so every
// length here goes through `codePoints`.

const form = document.querySelector("[data-desk]");
const article = document.querySelector('[data-part="text"]');
const chooser = document.querySelector("[data-selection]");
let selected = null; // [start, end] of the last selection inside the article
let timer = 0;
let asked = 0;

const codePoints = (text) => [...text].length;
const marks = () => [...article.querySelectorAll("[data-mark]")];
const boxOf = (mark) => form.querySelector(`[data-for-mark="${mark.dataset.mark}"]`);

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

// The chosen text without white space at its ends, as offsets; null when nothing of the article is chosen.
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
  return to > from ? [from, to] : null;
}

function show(mark, masked) {
  mark.classList.toggle("is-masked", masked);
  mark.classList.toggle("is-open", !masked);
  mark.setAttribute("aria-pressed", String(masked));
}

function follow() {
  for (const mark of marks()) show(mark, boxOf(mark).checked);
}

function toggle(mark, alike) {
  const masked = !boxOf(mark).checked;
  const same = alike ? marks().filter((m) => m.textContent === mark.textContent) : [mark];
  for (const each of same) boxOf(each).checked = masked;
  follow();
  refreshSoon();
}

const current = () => article.querySelector(".is-current");

function goTo(mark) {
  current()?.classList.remove("is-current");
  mark.classList.add("is-current");
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
}

function step(by) {
  const all = marks();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  goTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
}

function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => refresh(["preview"]), 250);
}

// Ask the server how the desk looks with these masks; a late answer to an old question is thrown away.
async function refresh(parts) {
  const question = ++asked;
  const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
  if (!answer.ok || question !== asked) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const name of parts) {
    const fresh = page.querySelector(`[data-part="${name}"]`);
    document.querySelector(`[data-part="${name}"]`).replaceChildren(...fresh.childNodes);
  }
  return true;
}

// A new mask travels as a hidden field until the list that comes back holds it as a checkbox; when the question was
// overtaken or failed, the field stays and the next answer or the form itself carries it.
async function add(kind) {
  if (!selected) return;
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "added", value: `${selected[0]}:${selected[1]}:${kind}` });
  form.append(input);
  selected = null;
  chooser.hidden = true;
  document.getSelection().removeAllRanges();
  clearTimeout(timer);
  if (await refresh(["text", "preview", "list"])) {
    for (const sent of form.querySelectorAll('input[type="hidden"][name="added"]')) sent.remove();
  }
}

article.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-mark]");
  if (!mark || chosen()) return;
  goTo(mark);
  toggle(mark, event.shiftKey);
});

article.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest("[data-mark]")) event.preventDefault(); // Shift would select text
});

article.addEventListener("focusin", (event) => {
  const mark = event.target.closest("[data-mark]");
  if (!mark || mark === current()) return;
  current()?.classList.remove("is-current");
  mark.classList.add("is-current");
});

document.addEventListener("selectionchange", () => {
  selected = chosen();
  chooser.hidden = selected === null;
});
chooser.addEventListener("mousedown", (event) => event.preventDefault()); // keep the selection
chooser.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (button) add(button.dataset.add);
});

form.addEventListener("change", (event) => {
  if (!event.target.matches("[data-for-mark]")) return;
  follow();
  refreshSoon();
});
form.addEventListener("input", (event) => {
  if (event.target.name === "title") refreshSoon();
});

const KINDS = [...chooser.querySelectorAll("[data-add]")].map((button) => button.dataset.add);

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-confirm]"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea, button, a")) return;
  const digit = Number(event.key);
  const key = event.key.toLowerCase();
  if (selected && digit >= 1 && digit <= KINDS.length) add(KINDS[digit - 1]);
  else if (key === "j" || key === "n") step(1);
  else if (key === "k" || key === "p") step(-1);
  else if ((key === " " || key === "x" || key === "enter") && current()) toggle(current(), event.shiftKey);
  else return;
  event.preventDefault();
});
