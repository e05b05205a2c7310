// The judge's desk. The page works as a plain form without this file; with it nothing typed is ever lost: every change
// is kept in the browser at once and on the server within a second, and the page shows what the server confirmed. After a
// submission the next sheet, fetched beforehand, is put in place of this one; without a line the work goes on as well.
//
// A sheet's page is mounted and unmounted (desk/bench.js); what is made here lives on from paper to paper.

import { Ahead, sheetPage } from "./desk/ahead.js";
import { isNote } from "./desk/annotations.js";
import { mount } from "./desk/bench.js";
import { openDialog } from "./desk/dialogs.js";
import { Outbox } from "./desk/queue.js";
import { Receipts } from "./desk/receipts.js";
import { newId } from "./desk/sending.js";

const PATIENCE = 3_000; // ms to wait for a save before leaving the page

const first = document.querySelector("[data-save]").dataset;
const token = () => document.querySelector("input[name=csrf_token]").value;
const outbox = new Outbox({ user: first.user, proofKey: first.proof, token, tell });
const ahead = new Ahead(first.user);
const receipts = new Receipts();
const work = { outbox, ahead, receipts, submitted, leave, takeBack, act, done: Number(first.done) }; // done: as far as the server has confirmed it
let desk;
let before = null; // the paper left last, should its submission still be here: {main, address, paper}
let leaving = null; // while the next page is looked for: {sheet, body: the answer, should it come first}
let going = false;
let acting = false;

// What became of a save: the paper on the screen says so itself, the others in the lines under the bar.
function tell(kind, body, op) {
  if (kind === "elsewhere") ahead.pass(op.paper);
  else if (isNote(op)) desk.notes.tell(kind, body, op);
  else if (op.paper === desk.sheet.paper) desk.tell(kind, body, op);
  else if (kind === "login") openDialog("login-dialog");
  else if (kind === "saved" && op.submit) receipts.end(op.paper, body);
  else if (["conflict", "closed", "refused"].includes(kind)) receipts.fail(op.paper, pageOf(op));
  if (body?.done >= 0 && roundOf(op) === roundOf(desk.sheet)) { // counted by the server: what comes again is not counted again
    work.done = body.done;
    desk.showDone();
  }
  if (kind === "saved" && !isNote(op)) {
    if (op.submit && op.paper === desk.sheet.paper) answered(body);
    ahead.fetchAll();
  }
  const own = ["offline", "busy", "login"].includes(kind) && desk.last;
  if (own && own !== op) desk.tell(kind, null, own); // it waits behind another paper's
  desk.showLine();
}

const roundOf = ({ paper }) => paper.split(":")[0];
const pageOf = (op) => op.url.replace(/\/save(?=$|\?)/, "");

// The sheet on the screen was handed to the outbox as submitted: on to the next paper, if one is at hand.
async function submitted(sheet) {
  ahead.gone.add(sheet.paper);
  leaving = { sheet, body: null };
  const found = await ahead.next();
  const { body } = leaving;
  leaving = null;
  if (desk.sheet !== sheet || !sheet.form.inert || outbox.aside.has(sheet.paper)) return ahead.fetchAll(); // a question has come up meanwhile
  if (!found) return body ? onward(body.next) : desk.showLine();
  receipts.turn();
  receipts.begin(sheet.paper, desk.address);
  if (body) receipts.end(sheet.paper, body);
  before = { main: document.querySelector("main"), address: desk.address, paper: sheet.paper };
  show(...found);
}

function answered(body) {
  if (leaving) leaving.body = body;
  else onward(body.next);
}

// No page was at hand: the server's answer says where to go.
async function onward(address) {
  if (!address) return;
  const page = await sheetPage(address, first.user);
  if (page) fresh(address, page);
  else go(address);
}

// A page the server has made just now: what it says of the papers done is newer than what is known here.
function fresh(address, page) {
  work.done = Number(page.querySelector("main [data-save]").dataset.done);
  show(address, page);
}

function show(address, page) {
  const held = token();
  desk.unmount();
  const main = document.adoptNode(page.querySelector("main"));
  document.querySelector("main").replaceWith(main);
  const tools = page.querySelector(".masthead .tools");
  if (tools) document.querySelector(".masthead .tools").replaceWith(document.adoptNode(tools));
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = held;
  document.title = page.title;
  place(main, address);
  desk.shown = performance.now();
  window.scrollTo(0, 0);
}

function place(main, address) {
  if (address !== location.href) history.pushState(null, "", address);
  desk = mount(main, work);
  desk.begin();
  desk.showLine();
  remind();
}

// What waits for the judge is not forgotten with the page on which it came up.
function remind() {
  if (outbox.locked) openDialog("login-dialog");
  for (const op of outbox.ops) {
    if (outbox.aside.has(op.paper) && !isNote(op) && op.paper !== desk.sheet.paper) receipts.fail(op.paper, pageOf(op));
  }
}

// Back to the submission that has not gone out yet; its page was kept as it stood.
function takeBack(code) {
  const op = outbox.of(before?.paper ?? "").at(-1);
  if (acting || !op || !outbox.changeable(op) || (code && before.paper.split(":")[1] !== code)) return false;
  outbox.put({ paper: op.paper, url: op.url, version: op.base_version }, op.fields, false);
  ahead.gone.delete(op.paper);
  receipts.forget(op.paper);
  desk.unmount();
  const page = document.implementation.createHTMLDocument(document.title); // without a line it could not be had again
  const main = document.querySelector("main");
  main.replaceWith(before.main);
  page.body.append(main);
  ahead.pages.set(desk.path, page);
  before.main.querySelector("[data-marks]").inert = false;
  place(before.main, before.address);
  before = null;
  return true;
}

async function settled() {
  desk.rest();
  if (outbox.dirty) await Promise.race([outbox.flush(), new Promise((done) => setTimeout(done, PATIENCE))]);
}

function go(address) {
  going = true;
  location.assign(address);
}

// To another page: unsent marks first. Without a line, or behind a portal, a page at hand is the one to show.
async function leave(address) {
  await settled();
  const page = (outbox.down || !navigator.onLine) && ahead.take(address.replace(location.origin, ""));
  if (page) show(address, page);
  else if (navigator.onLine) location.assign(address);
  else desk.sheet.showState("unreachable");
}

// Putting aside, reporting, recusing, taking back: done behind the page, which then shows what the server answers. Asked
// for again while the answer is under way it is not done again: a second answer would come over what was typed meanwhile.
// What is typed meanwhile is for the paper that comes: the sheet takes nothing, or its half would reach this one.
async function act(form) {
  if (acting) return;
  acting = true;
  const { sheet } = desk;
  const focused = document.activeElement;
  const rests = !sheet.form.inert;
  if (rests) sheet.form.inert = true;
  await acted(form).finally(() => {
    acting = false;
    if (!rests || desk.sheet !== sheet) return;
    sheet.form.inert = false;
    if (document.activeElement === document.body) focused.focus({ preventScroll: true });
  });
}

async function acted(form) {
  await settled();
  if (document.querySelector("#conflict-dialog[open]")) return; // first things first
  form.elements.csrf_token.value = token(); // its own may be from before a log-in in place
  const id = newId();
  const headers = { Accept: "application/json", "X-Request-ID": id }; // a refusal comes as JSON, a page as ever
  let answer, text;
  try {
    answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers });
    text = await answer.text();
  } catch {
    return desk.sheet.showState("unreachable");
  }
  const ended = [401, 403].includes(answer.status) && /^\{.*"(csrf|login)"/s.test(text);
  if (ended || desk.isLogin(answer.url)) return desk.askAgain(form);
  if (answer.headers.get("X-Request-ID") !== id) return desk.sheet.showState("unreachable"); // a portal's page
  if (!answer.ok) return form.submit(); // refused: the server's own page says why
  const page = new DOMParser().parseFromString(text, "text/html");
  const taken = form.action.match(/([^/]+)\/([^/]+)\/take_back/);
  if (taken) {
    ahead.gone.delete(`${taken[1]}:${taken[2]}`);
    receipts.forget(`${taken[1]}:${taken[2]}`);
  }
  if (page.querySelector("main [data-save]")?.dataset.user !== first.user) return go(answer.url);
  receipts.turn();
  fresh(answer.url, page);
}

// Back and forward. A link within the page (to its text, to the sheet) comes here as well and is left to the browser.
addEventListener("popstate", async () => {
  if (location.pathname + location.search === desk.path) return;
  if (!navigator.onLine) return history.pushState(null, "", desk.address);
  await settled();
  location.reload();
});
addEventListener("beforeunload", (event) => {
  if (outbox.dirty && !going) event.preventDefault();
});
addEventListener("offline", () => desk.showLine());
addEventListener("online", () => desk.showLine());
place(document.querySelector("main"), location.href);
if (outbox.dirty) outbox.flush(); // what an earlier visit could not send
