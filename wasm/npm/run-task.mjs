// A run task of HCP Terraform or Terraform Enterprise: checks the plan of a run, and says so in the run.
//
// Knows the protocol: a signed request about a run, the plan fetched with the request's token, the verdict sent to the
// request's callback. It keeps nothing, and tells nobody the token or the plan.

import { createHmac, timingSafeEqual } from "node:crypto";
import { check, PlanproofError } from "planproof";

/** Where HCP Terraform answers; an installation of Terraform Enterprise has a place of its own. */
const ORIGINS = ["https://app.terraform.io", "https://app.eu.terraform.io"];

/** The token of the request that is made when a run task is set up, to see whether somebody answers. */
const TRIAL_TOKEN = "test-token";

const SEVERITIES = ["critical", "high", "medium", "low", "info"];

const MOST_REQUEST_BYTES = 2 ** 20;
const MOST_PLAN_BYTES = 2 ** 29;
const MOST_OUTCOMES = 100;
const MOST_REDIRECTS = 3;
const TIMEOUT_MS = 60_000;

/** How long to wait before a verdict that did not arrive is sent again. */
const PAUSES_MS = [1000, 4000];

/**
 * Makes a handler for `node:http`, whose promise is kept when the verdict has been sent.
 *
 * @throws {TypeError} without a key: who could send requests could have any plan declared sound.
 */
export function runTask({ hmacKey, policy, origins = ORIGINS, log = console.error } = {}) {
  if (typeof hmacKey !== "string" || hmacKey === "") {
    throw new TypeError("`hmacKey` is missing; give the HMAC key that the run task has in HCP Terraform");
  }
  return handle;

  async function handle(request, response) {
    const { status, payload } = await admitted(request, { hmacKey, origins });
    response.writeHead(status, status === 405 ? { allow: "GET, POST" } : {}).end();
    if (payload === undefined) return;
    try {
      await send(payload, await verdict(payload, policy));
    } catch (error) {
      log(`planproof: no verdict on the run ${JSON.stringify(payload.run_id)}: ${error.message}`);
    }
  }
}

/** The status to answer with, and what the request says where there is something to do. */
async function admitted(request, { hmacKey, origins }) {
  // Whatever watches over the server asks this way.
  if (request.method === "GET") return { status: 204 };
  if (request.method !== "POST") return { status: 405 };
  // Told by its length, it need not be read, and the answer still arrives.
  if (Number(request.headers["content-length"]) > MOST_REQUEST_BYTES) return { status: 413 };
  const body = await bytes(request, MOST_REQUEST_BYTES).catch(() => undefined);
  if (body === undefined) return { status: 413 };
  if (!isSigned(body, request.headers["x-tfc-task-signature"], hmacKey)) return { status: 401 };
  const payload = parsed(body);
  if (payload?.payload_version !== 1) return { status: 400 };
  if (payload.access_token === TRIAL_TOKEN) return { status: 200 };
  const urls = [payload.task_result_callback_url, payload.plan_json_api_url ?? payload.task_result_callback_url];
  // The token goes only to where tokens come from.
  return urls.every((url) => origins.includes(originOf(url))) ? { status: 200, payload } : { status: 400 };
}

function isSigned(body, signature, key) {
  const expected = Buffer.from(createHmac("sha512", key).update(body).digest("hex"));
  const given = Buffer.from(String(signature ?? ""));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parsed(body) {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/** What is to be said of a run; a plan that cannot be judged has failed. */
async function verdict(payload, policy) {
  try {
    if (!payload.plan_json_api_url) {
      throw new Error("there is no plan at this stage; attach the run task to the stage `post_plan`");
    }
    const plan = await fetchedPlan(payload.plan_json_api_url, payload.access_token);
    const report = await check([{ path: "plan.json", contents: plan }], policy);
    return verdictOf(report, payload.capabilities?.outcomes === true);
  } catch (error) {
    const help = error instanceof PlanproofError ? `; ${error.help}` : "";
    return { status: "failed", message: `could not check: ${error.message}${help}`, outcomes: [] };
  }
}

/** The plan. Its address leads to one at another host, which must not see the token. */
async function fetchedPlan(home, token) {
  const { origin, protocol } = new URL(home);
  let url = home;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await fetch(url, {
      headers: new URL(url).origin === origin ? { authorization: `Bearer ${token}` } : {},
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const next = response.headers.get("location");
    if (response.status === 200) return bytes(response.body, MOST_PLAN_BYTES);
    if (response.status < 300 || response.status > 399 || next === null) {
      throw new Error(`the plan cannot be had: status ${response.status}`);
    }
    url = new URL(next, url).href;
    if (protocol === "https:" && !url.startsWith("https:")) {
      throw new Error("the plan cannot be had: its address leads to one without TLS");
    }
  }
  throw new Error("the plan cannot be had: its address leads on and on");
}

function verdictOf({ findings, summary }, withOutcomes) {
  const present = SEVERITIES.filter((severity) => summary[severity] > 0);
  const counts = present.map((severity) => `${summary[severity]} ${severity}`).join(", ") || "nothing found";
  const blockers = summary.blockers > 0 ? `; ${summary.blockers} would stop or break the deployment` : "";
  const outcomes = withOutcomes ? ranked(findings).slice(0, MOST_OUTCOMES).map(outcome) : [];
  const isCut = withOutcomes && outcomes.length < findings.length;
  return {
    status: summary.failing > 0 ? "failed" : "passed",
    message: `${counts}${blockers}${isCut ? `; the worst ${outcomes.length} are shown` : ""}`,
    outcomes,
  };
}

/** What blocks first, then by severity; otherwise in the report's order. */
function ranked(findings) {
  const rank = ({ blocking, severity }) => (blocking ? 0 : 1 + SEVERITIES.indexOf(severity));
  return [...findings].sort((one, other) => rank(one) - rank(other));
}

function outcome(finding) {
  const { rule, severity, address, attribute, message, remedy, blocking, docs, fingerprint } = finding;
  const level = { critical: "error", high: "error", medium: "warning" }[severity] ?? "info";
  const place = attribute === null ? address : `${address}, ${attribute}`;
  return {
    type: "task-result-outcomes",
    attributes: {
      "outcome-id": fingerprint,
      description: oneLine(`${rule}: ${address}`),
      body: `${literally(place)}\n\n${literally(message)}\n\n**To do:** ${literally(remedy)}\n`,
      url: docs,
      tags: {
        Status: [blocking ? { label: "Blocks the deployment", level: "error" } : { label: "Found", level }],
        Severity: [{ label: severity[0].toUpperCase() + severity.slice(1), level }],
      },
    },
  };
}

/** Text in Markdown that means nothing but itself: whatever punctuation a plan holds is escaped. */
function literally(text) {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

function oneLine(text) {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

async function send({ task_result_callback_url: url, access_token: token }, { status, message, outcomes }) {
  const data = { type: "task-results", attributes: { status, message: oneLine(message) } };
  if (outcomes.length > 0) data.relationships = { outcomes: { data: outcomes } };
  const request = {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/vnd.api+json" },
    body: JSON.stringify({ data }),
    redirect: "error",
  };
  for (const pause of [...PAUSES_MS, undefined]) {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error) => error);
    if (answer.ok) return;
    const isPassing = answer instanceof Error || answer.status === 429 || answer.status >= 500;
    const reason = answer instanceof Error ? answer.message : `status ${answer.status}`;
    if (pause === undefined || !isPassing) throw new Error(`it was not accepted: ${reason}`);
    await new Promise((done) => setTimeout(done, pause));
  }
}

/** All that a stream gives. */
async function bytes(stream, most) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw new Error(`it is larger than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
