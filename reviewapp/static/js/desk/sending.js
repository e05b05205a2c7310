// One save to the server and what its answer means.
//
// A 200 is no proof that anything was stored: the page of a hotel's network answers 200 to everything, some echo what they
// are sent, some proxies answer with what they kept. So a save counts as done only when the answer names our operation and
// a version and carries the server's receipt, and when its proof fits: an HMAC of these three with a key that came with
// the sheet's page and is in no request, so that nobody between us and the server has what it takes. Browsers give us an
// HMAC only on https and on this computer itself; on plain http, where whoever stands between could read the key as well,
// the echo and a well-formed receipt must do: enough against portals, which know nothing of receipts. A refusal counts
// only when it carries the id of this very request. Everything else is "no connection" and is tried again.

const TIMEOUT = 15_000;
const RECEIPT = /^[0-9A-Z]{5}-[0-9A-Z]{5}$/;

export async function send(op, token, proofKey) {
  let response;
  try {
    response = await fetch(op.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token, "X-Request-ID": op.op_id },
      body: JSON.stringify({ op_id: op.op_id, base_version: op.base_version, submit: op.submit, ...op.fields }),
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    return { kind: "offline" };
  }
  const body = await ourJson(response);
  if (response.ok) return { kind: (await genuine(body, op, proofKey)) ? "saved" : "offline", body };
  if (!body || typeof body.error !== "string") return { kind: "offline" };
  if (response.status === 401 || (response.status === 403 && body.csrf)) return { kind: "login", body };
  if (response.headers.get("X-Request-ID") !== op.op_id) return { kind: "offline" };
  if (response.status === 409 && body.held) return { kind: "conflict", body };
  if (response.status === 422 && body.fields) return { kind: "refused", body };
  if (response.status === 503) return { kind: "busy", wait: 1000 * Number(response.headers.get("Retry-After")) || 0 };
  return response.status < 500 ? { kind: "closed", body } : { kind: "offline" };
}

async function ourJson(response) {
  if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

async function genuine(body, op, proofKey) {
  const complete = body?.op_id === op.op_id && Number.isInteger(body.version) && body.version > 0 && RECEIPT.test(body.receipt);
  if (!complete || !crypto.subtle) return complete;
  const key = await crypto.subtle.importKey("raw", bytes(proofKey), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const said = new TextEncoder().encode(`${body.op_id}\n${body.version}\n${body.receipt}`);
  return crypto.subtle.verify("HMAC", key, bytes(body.proof), said);
}

const bytes = (hex) => Uint8Array.from(String(hex).match(/[0-9a-f]{2}/g) ?? [], (pair) => parseInt(pair, 16));

// last: the operation whose state it was typed upon, when that was not confirmed yet; held: what the server confirmed
// before. Should it meet a conflict, now or after a reload, `upon` tells what was changed here from what was not.
export function newOperation(paper, url, baseVersion, n, last, held) {
  return { op_id: newId(), n, paper, url, base_version: baseVersion, after: last?.op_id, upon: last ? last.upon : held, sent: false };
}

// crypto.randomUUID exists only on secure origins; a contest inside a bureau's network may have plain http.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
