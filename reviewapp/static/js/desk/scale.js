// What a score box may hold, as text: digits and at most one point; "" is blank and never 0. Pure.
//
// A value is "done" when no further digit can belong to it, so that the desk may move on by itself: 4 on a scale to 30
// (40 is out of range), 25, 0, or 8.5 where marks go in halves. 2 on a scale to 30 stays "open": it may become 25.
// A point typed after the desk has moved on still belongs to the mark before; keys like that are entry.js's business.

const WIDE = { "．": ".", "。": ".", "·": ".", "，": ".", ",": "." };

// The text as a keyboard without an input method would have given it; anything else than digits and points is dropped.
export function plain(text) {
  return [...text.normalize("NFKC")].map((c) => WIDE[c] ?? c).filter((c) => /[0-9.]/.test(c)).join("");
}

export const halves = (step) => step === 0.5;

function decimals(step) {
  const text = String(step);
  return text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
}

// "blank", "open", "done", "number" (not a number), "range" or "step".
export function kindOf(text, max, step) {
  if (text === "") return "blank";
  if (/^\d+\.$/.test(text) && decimals(step)) return "open";
  if (!/^\d+(\.\d+)?$/.test(text)) return "number";
  const value = Number(text);
  if (value > max) return "range";
  const steps = value / step;
  const onStep = Math.abs(steps - Math.round(steps)) < 1e-9;
  const typed = decimals(text);
  if (typed) return typed < decimals(step) ? "open" : onStep ? "done" : "step";
  if (!onStep) return "step";
  return value > 0 && value * 10 <= max ? "open" : "done";
}

// On a scale to 10 a 1 waits only for the 0 of 10: any other digit means 1 here and that digit in the next box.
export function flowsOn(text, max) {
  return max === 10 && /^1[1-9]$/.test(text) ? text[1] : "";
}
