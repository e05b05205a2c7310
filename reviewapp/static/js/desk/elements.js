// New elements of a page.

export const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

export function button(textContent, className, act) {
  const element = made("button", { type: "button", className, textContent });
  element.addEventListener("click", act);
  return element;
}
