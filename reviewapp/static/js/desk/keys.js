// Keys of the desk. Single letters can be switched off in the help dialog; digits in a box, Enter and keys with Ctrl or Alt
// always work. Other parts of the desk add their letters to desk.shortcuts.

import { openDialog } from "./dialogs.js";

const ACTS = "textarea, select, button, a, summary, input"; // they have a use for Enter themselves

export function setUpKeys(desk, { proceed, leave, undo }) {
  const { sheet, section, entry, signal, shortcuts } = desk;
  const text = desk.root.querySelector(".bench-text");

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && event.repeat && !event.target.matches("textarea")) return event.preventDefault(); // held down: once
    const box = sheet.boxes.includes(event.target) ? event.target : null;
    if (event.key === "Escape") return fold();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) take(event, () => sheet.open && sheet.form.requestSubmit());
    else if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const link = desk.root.querySelector(`.desk-moves [rel=${event.key === "ArrowLeft" ? "prev" : "next"}]`);
      take(event, () => link && leave(link.href));
    } else if (event.ctrlKey || event.altKey || event.metaKey) return;
    else if (box) inBox(event, box);
    else if (event.key === "Enter" && sheet.open && !event.target.closest(ACTS)) take(event, () => proceed(entry.current));
    else single(event);
  }, { signal });

  function take(event, act) {
    event.preventDefault();
    act();
  }

  function inBox(event, box) {
    const turn = { PageDown: 0.85, PageUp: -0.85 }[event.key];
    const row = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") take(event, () => {
      sheet.showProblem(box, sheet.problem(box)); // no digit is to come any more
      proceed(box);
    });
    else if (turn) take(event, () => text.scrollBy({ top: turn * text.clientHeight }));
    else if (row) take(event, () => entry.step(box, row));
    else if (event.key === "Backspace" && box.value === "") take(event, () => entry.back(box));
    else single(event);
  }

  function single(event) {
    const typing = event.target.matches("textarea, select, input") && !sheet.boxes.includes(event.target);
    if (typing || section.dataset.keys === "off") return;
    if (/^[0-9]$/.test(event.key)) return digit(event.target);
    if (event.target === desk.button && entry.left && rework(event)) return;
    const act = !event.repeat && shortcuts.get(event.key);
    if (act) take(event, act);
  }

  // A digit typed beside the boxes goes into the first blank one: with the focus there, the browser puts it in itself.
  function digit(target) {
    if (sheet.boxes.includes(target) || !sheet.open) return;
    sheet.boxes.find((box) => box.value === "")?.focus();
  }

  // On the submit button, where the desk has moved after the last mark: a point or Backspace still belong to that mark.
  function rework(event) {
    if (event.key === "." || event.key === "。") take(event, () => entry.point());
    else if (event.key === "Backspace") take(event, () => entry.back(entry.current));
    return event.defaultPrevented;
  }

  function levels(box = entry.current) {
    const shown = box.closest(".criterion").querySelector(".bands");
    section.toggleAttribute("data-levels", !shown?.open);
    follow(box);
  }

  // While the level texts are shown, those of the criterion in hand are open and no others.
  function follow(box) {
    const wanted = section.hasAttribute("data-levels") && box.closest(".criterion").querySelector(".bands");
    for (const bands of section.querySelectorAll(".bands")) bands.open = bands === wanted;
    if (wanted) box.closest(".criterion").scrollIntoView({ block: "nearest" });
  }

  function swap() {
    if (section.contains(document.activeElement)) text.focus();
    else (sheet.boxes.find((box) => box.value === "") ?? entry.current).focus();
  }

  function unfold(name) {
    const details = section.querySelector(`[data-act=${name}]`);
    if (!details) return;
    details.open = true;
    details.querySelector("select, input[type=text]").focus();
  }

  // The slip in which one types, else the one that is open; its summary keeps the focus.
  function fold() {
    const slip = document.activeElement.closest("details.act[open]") ?? section.querySelector("details.act[open]");
    if (!slip) return;
    slip.open = false;
    slip.querySelector("summary").focus();
  }

  const press = (verb) => section.querySelector(`.desk-acts form[action*="/${verb}"]`)?.requestSubmit();
  const full = () => sheet.open && entry.set(entry.current, String(entry.current.criterion.max));

  for (const [key, act] of Object.entries({
    "?": () => openDialog("help-dialog"), n: () => openDialog("notice-dialog"), "/": () => levels(), e: swap, u: undo, m: full,
    s: () => press("skip"), v: () => press("revisit"), f: () => unfold("flag"), r: () => unfold("recuse"),
  })) shortcuts.set(key, act);

  sheet.form.addEventListener("focusin", (event) => {
    if (section.hasAttribute("data-levels") && sheet.boxes.includes(event.target)) follow(event.target);
  }, { signal });
}
