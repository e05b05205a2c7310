// The evidence page: from a passage to its partner by click, number or key. Every number is a link of its own, so the
// page works without this file; app.js marks a clicked passage and scrolls the texts, this file moves the focus and the
// window along and keeps count.

const compare = document.getElementById("compare");
const place = document.querySelector("[data-place]");
const numbers = [...compare.querySelectorAll("#side-a .passage-number")].map((link) => Number(link.dataset.passage));
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
  const at = numbers.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : numbers.length - 1) : (at + by + numbers.length) % numbers.length;
  show(numbers[next]);
}

compare.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-passage]");
  if (!mark) return;
  remember(Number(mark.dataset.passage));
  if (!mark.matches(".passage-number")) return;
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
document.querySelector("[data-print]").addEventListener("click", () => window.print());
