// One save to the server and what its answer means. Only JSON that carries our operation id is the server's word:
// a captive portal's 200, a proxy's error page or a redirect count as "no connection".

const TIMEOUT = 15_000;

export async function send(url, token, op) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ op_id: op.op_id, base_version: op.base_version, submit: op.submit, ...op.fields }),
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    return { kind: "offline" };
  }
  const body = await ourJson(response);
  if (response.ok) return body?.op_id === op.op_id && Number.isInteger(body.version) ? { kind: "saved", body } : { kind: "offline" };
  if (!body || typeof body.error !== "string") return { kind: "offline" };
  if (response.status === 401 || (response.status === 403 && body.csrf)) return { kind: "login", body };
  if (response.status === 409 && body.held) return { kind: "conflict", body };
  if (response.status === 422 && body.fields) return { kind: "refused", body };
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

export function newOperation(fields, baseVersion) {
  return { op_id: newId(), base_version: baseVersion, submit: false, fields, sent: false };
}

// crypto.randomUUID exists only on secure origins; a contest inside a bureau's network may have plain http.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
