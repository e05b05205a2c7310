// The judge's list: sends what an earlier visit could not, and names what still waits.

import { clearOnLogout, waiting } from "./desk/drafts.js";
import { Queue } from "./desk/queue.js";

const note = document.querySelector("[data-waiting]");
const user = note.dataset.waiting;
const token = () => document.querySelector("input[name=csrf_token]").value;
const pathOf = (paper) => `/judging/${paper.replace(":", "/")}`;
const root = document.querySelector(".brand").getAttribute("href").replace(/\/$/, "");

function show() {
  const left = waiting(user);
  note.hidden = left.length === 0;
  note.replaceChildren(note.dataset.waitingText, ...left.flatMap(({ paper }) => {
    const link = Object.assign(document.createElement("a"), { href: root + pathOf(paper), textContent: paper.split(":")[1], className: "code" });
    return [link, " "];
  }));
}

clearOnLogout(user, note.dataset.leaveText);
show();
for (const { paper } of waiting(user)) {
  new Queue({ url: `${root}${pathOf(paper)}/save`, user, paper, version: 0, token, tell: show }).flush();
}
