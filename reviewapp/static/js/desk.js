// The judge's desk. The page works as a plain form without this file; with it nothing typed is ever lost: every change
// is kept in the browser at once and on the server within a second, and the page shows what the server confirmed.

import { askWhich, openDialog, setUpLogin } from "./desk/dialogs.js";
import { clearOnLogout, waiting } from "./desk/drafts.js";
import { setUpKeys } from "./desk/keys.js";
import { Queue } from "./desk/queue.js";
import { setUpReading } from "./desk/reading.js";
import { Sheet } from "./desk/sheet.js";

const PAUSE = 600; // ms after the last key
const PATIENCE = 3_000; // ms to wait for a save before leaving the page

const section = document.querySelector("[data-save]");
const { user, paper } = section.dataset;
const open = section.dataset.open !== undefined;
const sheet = new Sheet(section);
const token = () => document.querySelector("input[name=csrf_token]").value;
const queue = new Queue({ url: section.dataset.save, user, paper, version: sheet.held.version, token, tell });
let pause;
let going = false;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const newest = () => queue.ops.at(-1)?.fields ?? sheet.heldFields();

function changed(event) {
  if (event.target.matches("[data-mark]")) {
    sheet.showProblem(event.target);
    sheet.showTotal();
    if (!sheet.summary.hidden) sheet.showObstacles([]);
  }
  if (same(sheet.fields(), newest())) return;
  queue.put(sheet.fields());
  sheet.showState("unsaved");
  clearTimeout(pause);
  pause = setTimeout(() => queue.flush(), PAUSE);
}

function submit(event) {
  event.preventDefault();
  const found = sheet.obstacles();
  sheet.showObstacles(found);
  if (found.length) return;
  clearTimeout(pause);
  queue.put(sheet.fields(), true);
  sheet.form.inert = true; // until the server has answered
  queue.flush();
}

// What became of a save.
function tell(kind, body, op) {
  if (kind === "saving") sheet.showState("saving");
  else if (kind === "saved") saved(body);
  else if (kind === "offline") sheet.showState(op.submit ? "waits" : "offline");
  else if (kind === "login") {
    sheet.showState("login");
    openDialog("login-dialog");
  } else if (kind === "conflict") conflict(body, queue.ops.at(-1) ?? op);
  else if (kind === "refused") refused(body);
  else closed(body, queue.ops.at(-1) ?? op);
}

function saved(body) {
  sheet.confirm(body);
  sheet.form.elements.base_version.value = body.version;
  if (!queue.dirty) sheet.showState("saved", { time: body.saved_at });
  if (body.state === "submitted" && body.next) {
    going = true;
    location.assign(body.next);
  }
}

async function conflict(body, op) {
  sheet.form.inert = false;
  sheet.showState("conflict");
  const rows = sheet.differences(op.fields, body.held);
  sheet.confirm(body.held);
  if (!rows.length) return queue.settle(op.submit ? op.fields : null, body.held.version, op.submit);
  const chosen = await askWhich(rows);
  if (!chosen) return; // put off: the draft stays, the next change asks again
  const pick = (key, value) => chosen[key] ?? value;
  const fields = {
    marks: Object.fromEntries(Object.entries(op.fields.marks).map(([id, value]) => [id, pick(id, value)])),
    comment: pick("comment", op.fields.comment),
    private_note: pick("private_note", op.fields.private_note),
  };
  queue.settle(same(fields, sheet.heldFields()) ? null : fields, body.held.version, false);
  sheet.fill(fields);
  if (!queue.dirty) sheet.showState("saved", { time: body.held.saved_at });
}

function refused(body) {
  sheet.form.inert = false;
  sheet.showState("unsaved");
  for (const box of sheet.boxes) if (body.fields[box.criterion.id]) sheet.showProblem(box, body.fields[box.criterion.id]);
  sheet.state.textContent = body.error;
}

// The server will not take it any more (submitted elsewhere, time is up): say what was not stored.
function closed(body, op) {
  sheet.form.inert = true;
  sheet.showState("unsaved");
  const note = document.querySelector("[data-refused]");
  const lines = sheet.differences(op.fields, sheet.heldFields()).map((row) => `${row.label} ${row.mine}`);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "outline small", textContent: sheet.say("discard") });
  button.addEventListener("click", () => { queue.forget(); location.reload(); });
  note.replaceChildren(`${body.error} ${sheet.say("lost")}${lines.join("，")} `, button);
  note.hidden = false;
}

async function settled() {
  clearTimeout(pause);
  if (queue.dirty) await Promise.race([queue.flush(), new Promise((done) => setTimeout(done, PATIENCE))]);
}

async function leave(url) {
  await settled();
  location.assign(url);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".desk-bar a, .desk-acts a, a.brand");
  if (!link || !queue.dirty || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leave(link.href);
});

// Putting aside, reporting, recusing are plain forms: unsent marks go first.
for (const form of document.querySelectorAll(".desk-acts form")) {
  form.addEventListener("submit", async (event) => {
    if (!queue.dirty) return;
    event.preventDefault();
    await settled();
    form.submit();
  });
}

addEventListener("beforeunload", (event) => {
  if (queue.dirty && !going) event.preventDefault();
});

sheet.form.noValidate = true; // our own words, all at once
sheet.form.addEventListener("input", changed);
sheet.form.addEventListener("submit", submit);
setUpLogin(user, () => queue.resume());
setUpReading((chosen) => { section.dataset.keys = chosen.keys; });
setUpKeys(sheet, { leave });
clearOnLogout(user, sheet.say("leave"));

if (queue.dirty) {
  const waitingOp = queue.ops.at(-1);
  if (open) {
    sheet.fill(waitingOp.fields);
    sheet.form.inert = waitingOp.submit;
  }
  sheet.showState("restored");
  queue.flush();
}
sheet.showTotal();
if (open && matchMedia("(min-width: 60.01rem)").matches && !document.querySelector("[data-focus]")) {
  (sheet.boxes.find((box) => box.value === "") ?? sheet.boxes[0])?.focus({ preventScroll: true });
}

// What an earlier visit to another paper could not send goes now.
const here = section.dataset.save;
for (const other of waiting(user).filter((found) => found.paper !== paper)) {
  const [roundId, code] = other.paper.split(":");
  const url = here.replace(/[^/]+\/[^/]+\/save(?=$|\?)/, `${roundId}/${code}/save`);
  new Queue({ url, user, paper: other.paper, version: 0, token, tell: () => {} }).flush();
}
