// The next sheets, fetched while the judge reads, so that going on needs no line and no waiting. In memory only.

const KEPT = 2; // papers
const TIMEOUT = 20_000; // ms

export class Ahead {
  constructor(user) {
    this.user = user;
    this.pages = new Map(); // address → the page, or the promise of it (null when it could not be had)
    this.gone = new Set(); // papers submitted here: no page of theirs is to be shown again
    this.list = [];
    this.coming = [];
    addEventListener("online", () => this.fetchAll());
  }

  // coming: [[paper, address], …], nearest first
  plan(coming) {
    this.coming = coming;
    this.list = coming.filter(([paper]) => !this.gone.has(paper)).slice(0, KEPT).map(([, address]) => address);
    for (const address of this.pages.keys()) if (!this.list.includes(address)) this.pages.delete(address);
    this.fetchAll();
  }

  // Submitted in another window: its page is of no use any more.
  pass(paper) {
    this.gone.add(paper);
    this.plan(this.coming);
  }

  async fetchAll() {
    for (const address of this.list) {
      if (!this.pages.has(address)) this.pages.set(address, this.fetch(address));
      await this.pages.get(address);
    }
  }

  async fetch(address) {
    const page = await sheetPage(address, this.user);
    if (page && this.pages.has(address)) this.pages.set(address, page);
    else this.pages.delete(address);
    return page;
  }

  // The page when it is there already; it is handed out once.
  take(address) {
    const page = this.pages.get(address);
    if (!(page instanceof Document)) return null;
    this.pages.delete(address);
    return page;
  }

  // [address, page] of the next paper, or null. Waits for one that is on its way.
  async next() {
    for (const address of this.list) {
      await this.pages.get(address);
      const page = this.take(address);
      if (page) return [address, page];
    }
    return null;
  }
}

// The page of a sheet of this judge; null for anything else (no line, a log-in page, a portal's page).
export async function sheetPage(address, user) {
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = page.querySelector("main [data-save]");
    return answer.ok && section?.dataset.user === user ? page : null;
  } catch {
    return null;
  }
}
