// What a score box may hold, as text: digits and at most one point; "" is blank and never 0. Pure.
//
// A value is "done" when no further digit can belong to it, so that the desk may move on by itself: 4 on a scale to 30
// (40 is out of range), 25, 0, or 8.5 where marks go in halves. 2 on a scale to 30 stays "open": it may become 25.
// 1 on a scale from 5 to 10 is "low": it may become 10, and as it stands it is out of range.
// A point typed after the desk has moved on still belongs to the mark before; keys like that are entry.js's business.

// The text as a keyboard without an input method would have given it; anything else than digits and points is dropped.
export function plain(text) {
  return text.normalize("NFKC").replace(/[。·,]/g, ".").replace(/[^0-9.]/g, "");
}

export const halves = (step) => step === 0.5;

// "blank", "open", "low", "done", "number" (not a number), "range" or "step".
export function kindOf(text, { min, max }, step) {
  if (text === "") return "blank";
  const begun = text.endsWith(".");
  if (!/^\d+(\.\d*)?$/.test(text) || (begun && step === 1)) return "number";
  const value = Number(text);
  const whole = !/\.\d/.test(text);
  if (value > max) return "range";
  if (value < min) return whole && reaches(value, 1) ? "low" : "range";
  const steps = value / step;
  if (Math.abs(steps - Math.round(steps)) > 1e-9) return "step";
  return begun || (whole && value && value * 10 <= max) ? "open" : "done";

  // Do digits behind it, or its decimals, lead into the range? They make it anything from low to low + span.
  function reaches(low, span) {
    return low <= max && (low + span > min || (low > 0 && reaches(low * 10, span * 10)));
  }
}

// On a scale to 10 a 1 waits only for the 0 of 10: any other digit means 1 here and that digit in the next box.
export function flowsOn(text, { min, max }) {
  return max === 10 && min <= 1 && /^1[1-9]$/.test(text) ? text[1] : "";
}
