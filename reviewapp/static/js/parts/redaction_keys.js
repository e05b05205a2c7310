// Keys of the redaction desk. Single keys can be switched off in the help dialog; Ctrl+Enter always confirms.

const help = document.getElementById("desk-help");
const box = help.querySelector("[data-keys]");
const NAME = "redaction-keys";

export function setUpKeys({ step, undo, decide, toggle, add, send }) {
  box.checked = localStorage.getItem(NAME) !== "off";
  box.addEventListener("change", () => localStorage.setItem(NAME, box.checked ? "on" : "off"));
  document.querySelector("[data-help]").addEventListener("click", () => help.showModal());

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    y: (event) => decide(true, event.shiftKey),
    a: (event) => decide(true, event.shiftKey),
    n: (event) => decide(false, event.shiftKey),
    x: (event) => decide(false, event.shiftKey),
    " ": toggle,
    u: undo,
    s: () => send("keep"),
    enter: () => send("confirm"),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (help.open || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return take(event, () => send("confirm"));
    if (event.ctrlKey || event.metaKey || event.altKey || !box.checked) return;
    if (event.target.matches("input, select, textarea, button, a, summary")) return;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) return take(event, () => add(Number(key)));
    const act = acts[key];
    if (act && !(key === "enter" && event.repeat)) take(event, () => act(event));
  });
}

function take(event, act) {
  event.preventDefault();
  act();
}
