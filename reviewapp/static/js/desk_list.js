// The judge's list: sends what an earlier visit could not, and names what still waits.

import { load } from "./desk/drafts.js";
import { Outbox } from "./desk/queue.js";

const note = document.querySelector("[data-waiting]");
const user = note.dataset.waiting;
const token = () => document.querySelector("input[name=csrf_token]").value;

function show() {
  const pages = load(user).map((op) => [op.paper.split("#")[0], op.url.replace(/\/(save|notes)(?=$|\?)/, "")]);
  const papers = new Map(pages.filter(([paper]) => !paper.endsWith(":"))); // phrases are of no paper
  note.hidden = papers.size === 0;
  note.replaceChildren(note.dataset.waitingText, ...[...papers].flatMap(([paper, href]) => {
    const link = Object.assign(document.createElement("a"), { href, textContent: paper.split(":")[1], className: "code" });
    return [link, " "];
  }));
}

show();
addEventListener("storage", show); // another window sends as well
new Outbox({ user, proofKey: note.dataset.proof, token, tell: show }).flush();
