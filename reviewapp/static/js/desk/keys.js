// Keys of the desk. Single letters can be switched off in the help dialog; keys with Ctrl or Alt always work.

import { openDialog } from "./dialogs.js";

const NOT_IN_A_MARK = new Set(["e", "E", "+", "-"]); // a number box would take them

export function setUpKeys(sheet, { leave }) {
  const section = sheet.section;
  const text = document.querySelector(".bench-text");

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const box = sheet.boxes.includes(event.target) ? event.target : null;
    if (box && inBox(event, box)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (section.dataset.open !== undefined) sheet.form.requestSubmit(sheet.form.querySelector("[name=submit]"));
    } else if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const link = document.querySelector(`.desk-moves [rel=${event.key === "ArrowLeft" ? "prev" : "next"}]`);
      event.preventDefault();
      if (link) leave(link.href);
    } else if (!event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing) {
      single(event);
    }
  });

  // True when the key belonged to the box alone.
  function inBox(event, box) {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!sheet.problem(box)) next(box).focus();
      return true;
    }
    if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      text.scrollBy({ top: (event.key === "PageDown" ? 0.85 : -0.85) * text.clientHeight });
      return true;
    }
    const stepsFromBlank = event.key.startsWith("Arrow") && box.value === ""; // Down would type a zero
    if (NOT_IN_A_MARK.has(event.key) || stepsFromBlank) event.preventDefault();
    return false;
  }

  function next(box) {
    return sheet.boxes[sheet.boxes.indexOf(box) + 1] ?? sheet.form.querySelector("[name=submit]");
  }

  function single(event) {
    const typing = event.target.matches("textarea, select, input:not([type=number])");
    if (typing || section.dataset.keys === "off") return;
    const act = { "?": help, "/": swap, s: skip, f: () => unfold("flag"), r: () => unfold("recuse"), n: () => openDialog("notice-dialog") }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  const help = () => openDialog("help-dialog");
  const skip = () => section.querySelector('.desk-acts form[action*="/skip"]')?.requestSubmit();

  function swap() {
    if (section.contains(document.activeElement)) text.focus();
    else (sheet.boxes.find((box) => box.value === "") ?? sheet.boxes[0]).focus();
  }

  function unfold(name) {
    const details = section.querySelector(`[data-act=${name}]`);
    if (!details) return;
    details.open = true;
    details.querySelector("select, input[type=text]").focus();
  }

  // The wheel scrolls; it never changes a mark.
  for (const box of sheet.boxes) {
    box.addEventListener("wheel", () => document.activeElement === box && box.blur(), { passive: true });
  }
}
