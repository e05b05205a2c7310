// The evidence pages: from a passage to its partner by click, number or key, and the strip beside each text. Every number
// is a link of its own, so the pages work without this file; app.js marks a clicked passage and scrolls the texts, this
// file moves the focus and the window along, keeps count, and shows on the strip what is in view.

const compare = document.getElementById("compare");
const place = document.querySelector("[data-place]");
const numbers = compare ? [...compare.querySelectorAll("#side-a .passage-number")].map((link) => Number(link.dataset.passage)) : [];
let current = 0;

function remember(number) {
  current = number;
  place.textContent = place.dataset.words.replace("{n}", number).replace("{all}", numbers.length);
}

// Both texts at the passage: the strip's bar stands for neither text, so app.js scrolls the two of them.
function show(number) {
  compare.querySelector(`.minimap [data-passage="${number}"]`).dispatchEvent(new MouseEvent("click", { bubbles: true }));
  compare.scrollIntoView({ block: "nearest" });
}

function step(by) {
  if (!numbers.length) return;
  const at = numbers.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : numbers.length - 1) : (at + by + numbers.length) % numbers.length;
  show(numbers[next]);
}

compare?.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-passage]");
  if (!mark) return;
  remember(Number(mark.dataset.passage));
  if (!mark.matches("a.passage-number")) return;
  const partner = document.querySelector(mark.getAttribute("href"));
  setTimeout(() => { // after app.js, which hears the click later, on the document
    partner.focus({ preventScroll: true });
    partner.closest(".compare-side").scrollIntoView({ block: "nearest" });
  });
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

// The strip counts characters, the page pixels: between the ends of a paragraph one runs evenly along the other.
const bounds = (element) => [Number(element.dataset.start), Number(element.dataset.end)];

function characterAt(paragraphs, top) {
  let last = 0;
  for (const paragraph of paragraphs) {
    const box = paragraph.getBoundingClientRect();
    const [start, end] = bounds(paragraph);
    if (top < box.top) return start;
    last = end;
    if (top <= box.bottom) return start + ((top - box.top) / (box.height || 1)) * (end - start);
  }
  return last;
}

function topOf(paragraphs, character) {
  const found = paragraphs.find((paragraph) => bounds(paragraph)[1] >= character) || paragraphs.at(-1);
  const box = found.getBoundingClientRect();
  const [start, end] = bounds(found);
  return box.top + Math.max(0, (character - start) / (end - start || 1)) * box.height;
}

function wire(side) {
  const strip = side.querySelector(".minimap");
  const paragraphs = [...side.querySelectorAll("[data-start]")];
  if (!strip || !paragraphs.length) return;
  const view = strip.querySelector(".minimap-window");
  const length = Number(strip.dataset.length);

  const showView = () => {
    const box = side.getBoundingClientRect();
    const head = side.querySelector(".compare-head")?.offsetHeight || 0;
    const from = characterAt(paragraphs, box.top + head);
    const to = characterAt(paragraphs, box.bottom);
    view.setAttribute("y", from);
    view.setAttribute("height", Math.max(to - from, length / 200));
    view.setAttribute("visibility", to - from < length ? "visible" : "hidden");
  };
  const goTo = (event) => {
    const box = strip.getBoundingClientRect();
    const character = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1) * length;
    side.scrollBy({ top: topOf(paragraphs, character) - side.getBoundingClientRect().top - side.clientHeight / 2 });
  };
  let frame = 0;
  const soon = () => { frame ||= requestAnimationFrame(() => { frame = 0; showView(); }); };
  side.addEventListener("scroll", soon, { passive: true });
  new ResizeObserver(soon).observe(side);
  strip.addEventListener("click", (event) => { if (!event.target.dataset.passage) goTo(event); });
  strip.addEventListener("pointerdown", (event) => {
    if (event.target.dataset.passage) return;
    strip.setPointerCapture(event.pointerId);
    strip.onpointermove = goTo;
  });
  for (const end of ["pointerup", "pointercancel"]) strip.addEventListener(end, () => { strip.onpointermove = null; });
  showView();
}
for (const side of document.querySelectorAll(".compare-side")) wire(side);
