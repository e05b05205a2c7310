// The papers just left, one line each: on their way, waiting for the line, submitted with a receipt, or refused.
// The line under the bar is there at once and keeps its height, so that the essay does not jump when the receipt comes.

const WINDOW = 60_000; // ms in which the server lets a submission be taken back; counted here, not by the clock
const MOST = 3; // lines

export class Receipts {
  constructor() {
    this.lines = []; // {paper, code, url, state, body}, newest first
  }

  // A new paper is shown: only what the judge still has to know stays.
  turn() {
    this.lines = this.lines.filter((line) => line.state !== "done");
  }

  begin(paper, url) {
    this.lines = this.lines.filter((line) => line.paper !== paper);
    this.lines.unshift({ paper, code: paper.split(":")[1], url, state: "waits" });
    this.draw();
  }

  forget(paper) {
    this.lines = this.lines.filter((line) => line.paper !== paper);
    this.draw();
  }

  // body: the server's answer; null: the server would not take it, the judge has to look at it
  end(paper, body) {
    const line = this.lines.find((found) => found.paper === paper);
    if (!line) return;
    Object.assign(line, { state: body ? "done" : "failed", body });
    if (body) setTimeout(() => { line.late = true; this.draw(); }, WINDOW);
    this.draw();
  }

  fail(paper, url) {
    if (!this.lines.some((line) => line.paper === paper)) this.lines.unshift({ paper, code: paper.split(":")[1], url, state: "" });
    this.end(paper, null);
  }

  get newest() {
    return this.lines.find((line) => line.state === "waits");
  }

  mount(root) {
    this.place = root.querySelector("[data-receipts]");
    this.row = root.querySelector("[data-receipt-row]");
    this.draw();
  }

  // Of those that wait only the newest: the bar says how many there are.
  draw() {
    const failed = this.lines.filter((line) => line.state === "failed");
    const calm = this.lines.filter((line) => line.state === "done" || (line.state === "waits" && line === this.newest));
    this.place.replaceChildren(...[...failed, ...calm.slice(0, MOST)].map((line) => this.drawn(line)));
  }

  drawn(line) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    const facts = { code: line.code, ...line.body, number: line.body?.receipt };
    for (const part of row.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(line.state) || (line.late && part.matches("form"));
      if (part.matches("form")) part.action = part.dataset.action.replace("/-/", `/${line.code}/`);
      else part.firstChild.data = part.firstChild.data.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
      if (part.matches("a")) part.href = line.url;
    }
    row.dataset.state = line.state;
    return row;
  }
}
