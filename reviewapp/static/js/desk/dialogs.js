// Dialogs of the desk: opening, log-in in place, two values to choose from.

import { made } from "./elements.js";

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[type=password]")?.focus(); // the name before it stands
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) openDialog(opener.dataset.opens);
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (event.target.matches("dialog")) event.target.close(); // a click beside the dialog
});

// Asks for the password and signs in behind the page; then(token) continues where the work stood.
export function setUpLogin({ root, user, signal }, then) {
  const dialog = root.querySelector("#login-dialog");
  const form = dialog.querySelector("form");
  const note = dialog.querySelector("[data-login-error]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await signIn(form, user);
    note.hidden = answer === "done";
    note.textContent = form.dataset[answer] ?? "";
    form.elements.password.value = "";
    if (answer !== "done") return;
    dialog.close();
    then();
  }, { signal });
}

async function signIn(form, user) {
  try {
    const asked = pageOf(await (await fetch(form.dataset.login, { cache: "no-store" })).text());
    const body = new URLSearchParams(new FormData(form));
    body.set("csrf_token", tokenOf(asked));
    const target = `${form.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
    const response = await fetch(target, { method: "POST", body });
    if (response.status === 401) return "wrong";
    const page = pageOf(await response.text());
    const reader = page.querySelector("[data-user]");
    if (!reader) return "unreachable";
    if (reader.dataset.user !== user) return "other";
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = tokenOf(page);
    return "done";
  } catch {
    return "unreachable";
  }
}

const pageOf = (html) => new DOMParser().parseFromString(html, "text/html");
const tokenOf = (page) => page.querySelector("input[name=csrf_token]")?.value ?? "";

// rows: [{key, label, mine, theirs, old}], only where they differ. Answers with the chosen value by key; null when put off.
export function askWhich(rows) {
  const dialog = document.getElementById("conflict-dialog");
  const body = dialog.querySelector("[data-conflict-rows]");
  body.replaceChildren(...rows.map((row) => choiceRow(row, body.dataset[isNaN(row.key) ? "empty" : "blank"])));
  const form = dialog.querySelector("form");
  return new Promise((resolve) => {
    form.onsubmit = (event) => {
      event.preventDefault();
      const chosen = Object.fromEntries(rows.map((row) => [row.key, form.elements[`which-${row.key}`].value === "mine" ? row.mine : row.theirs]));
      dialog.onclose = null;
      dialog.close();
      resolve(chosen);
    };
    dialog.onclose = () => resolve(null);
    dialog.showModal();
  });
}

function choiceRow(row, blank) {
  const tr = made("tr");
  tr.append(made("th", { scope: "row", textContent: row.label }));
  for (const side of ["mine", "theirs"]) {
    const input = made("input", { type: "radio", name: `which-${row.key}`, value: side, checked: side === (row.old ? "theirs" : "mine") });
    const label = made("label");
    label.append(input, " ", row[side] === "" ? blank : row[side]);
    const cell = made("td");
    cell.append(label);
    tr.append(cell);
  }
  return tr;
}
