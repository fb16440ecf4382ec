// The server for run tasks, against a stand-in for HCP Terraform on this machine.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, beforeEach, describe, test } from "node:test";
import { check } from "planproof";
import { runTask } from "planproof/run-task";
import { broken, mended, repository, scratch } from "./scratch.mjs";

const KEY = "a key, \"quoted\", and ünusual";
const ACCEPTED = "hardcoded-password";
const TOKEN = "token-of-this-run";
const project = scratch();

/** What asked the stand-in for what; and what it is to answer. */
let asked, verdicts, plan, storage, callback;
const terraform = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const body = (await request.toArray()).map(String).join("");
  asked.push({ method: request.method, pathname, authorization: request.headers.authorization });
  if (pathname === "/plan") return response.writeHead(plan.status, plan.headers).end(plan.body);
  if (request.method !== "PATCH") return response.writeHead(404).end();
  const status = callback.shift() ?? 200;
  if (status === 200) verdicts.push({ type: request.headers["content-type"], ...JSON.parse(body) });
  response.writeHead(status).end();
  arrived?.();
});
// Plans are kept at another host than the one that hands out tokens.
const archive = createServer((request, response) => {
  storage.push(request.headers.authorization);
  response.writeHead(200).end(readFileSync(broken));
});
let arrived;
let origin, archived, server, task;

before(async () => {
  const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", done));
  await Promise.all([listening(terraform), listening(archive)]);
  origin = `http://127.0.0.1:${terraform.address().port}`;
  archived = `http://127.0.0.1:${archive.address().port}/object`;
  // The policy turns one rule off.
  project.write("planproof.json", JSON.stringify({ rules: { [ACCEPTED]: "off" } }));
  const env = { PATH: process.env.PATH, PLANPROOF_HMAC_KEY: KEY, PLANPROOF_ORIGINS: origin, PORT: "0" };
  server = spawn(process.execPath, ["node_modules/planproof/ci/run-task.mjs"], { cwd: project.folder, env });
  const [line] = await once(server.stdout, "data");
  task = `http://127.0.0.1:${/port (\d+)/.exec(line)[1]}/`;
});
after(() => {
  server.kill();
  for (const each of [terraform, archive]) {
    each.closeAllConnections();
    each.close();
  }
});
beforeEach(() => {
  [asked, verdicts, storage, callback] = [[], [], [], []];
  plan = { status: 307, headers: { location: archived } };
});

const payload = (more = {}) => ({
  payload_version: 1,
  access_token: TOKEN,
  capabilities: { outcomes: true },
  stage: "post_plan",
  run_id: "run-1",
  task_result_callback_url: `${origin}/api/v2/task-results/1/callback`,
  task_result_enforcement_level: "mandatory",
  plan_json_api_url: `${origin}/plan`,
  ...more,
});

async function post(body, { key = KEY, signature } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const signed = signature ?? createHmac("sha512", key).update(text).digest("hex");
  const { status } = await fetch(task, { method: "POST", body: text, headers: { "x-tfc-task-signature": signed } });
  return status;
}

/** Asks for a verdict and waits for it. */
async function judged(body) {
  const verdict = new Promise((done, failed) => {
    arrived = () => verdicts.length > 0 && done(verdicts[0]);
    setTimeout(failed, 20_000, new Error("no verdict in twenty seconds")).unref();
  });
  assert.equal(await post(body), 200);
  return verdict;
}

describe("a verdict", () => {
  test("on a broken plan, with each finding", async () => {
    const { type, data } = await judged(payload());
    const { findings, summary } = await check(String(readFileSync(broken)), { rules: { [ACCEPTED]: "off" } });
    assert.ok((await check(String(readFileSync(broken)))).findings.some(({ rule }) => rule === ACCEPTED));
    assert.equal(type, "application/vnd.api+json");
    assert.equal(data.type, "task-results");
    assert.equal(data.attributes.status, "failed");
    assert.match(data.attributes.message, new RegExp(`^${summary.critical} critical, .*${summary.blockers} would stop`));
    const outcomes = data.relationships.outcomes.data;
    const ids = (list, id) => list.map(id).sort();
    assert.deepEqual(
      ids(outcomes, ({ attributes }) => attributes["outcome-id"]),
      ids(findings, ({ fingerprint }) => fingerprint),
    );
    const levels = outcomes.map(({ attributes }) => attributes.tags.Status[0].label);
    assert.deepEqual(levels, [...levels].sort(), "what blocks comes first");
    for (const { type, attributes } of outcomes) {
      assert.equal(type, "task-result-outcomes");
      assert.doesNotMatch(attributes.description, /[\n\r]/);
      assert.match(attributes.url, /^https:/);
    }
  });

  test("on a sound plan", async () => {
    plan = { status: 200, body: readFileSync(mended) };
    const { data } = await judged(payload());
    assert.equal(data.attributes.status, "passed");
  });

  test("without outcomes where they are not understood", async () => {
    const { data } = await judged(payload({ capabilities: {} }));
    assert.equal(data.relationships, undefined);
    assert.equal(data.attributes.status, "failed");
  });

  test("is sent again where it did not arrive", async () => {
    callback = [503];
    assert.equal((await judged(payload())).data.attributes.status, "failed");
    assert.equal(asked.filter(({ method }) => method === "PATCH").length, 2);
  });

  test("the token goes to HCP Terraform and to nobody else", async () => {
    await judged(payload());
    assert.ok(asked.length >= 2);
    assert.ok(asked.every(({ authorization }) => authorization === `Bearer ${TOKEN}`));
    assert.deepEqual(storage, [undefined]);
  });

  for (const [what, change, message] of [
    ["there is none yet", { status: 204 }, /cannot be had: status 204/],
    ["it is cut off", { status: 200, body: '{"format_version": "1.2"' }, /could not check: .+; .+/],
    ["it leads in a circle", { status: 302, headers: { location: "/plan" } }, /leads on and on/],
  ]) {
    test(`a plan that cannot be judged has failed: ${what}`, async () => {
      plan = change;
      const { data } = await judged(payload());
      assert.equal(data.attributes.status, "failed");
      assert.match(data.attributes.message, message);
    });
  }

  test("a stage without a plan has failed, and says which has one", async () => {
    const { data } = await judged(payload({ stage: "pre_plan", plan_json_api_url: undefined }));
    assert.equal(data.attributes.status, "failed");
    assert.match(data.attributes.message, /post_plan/);
  });

  test("what a plan holds is text, whatever it looks like", async () => {
    const key = '<script>alert(1)</script> [a](http://b) **c** `d` @team\n# e | 😀';
    const text = JSON.stringify({ resource: { aws_s3_bucket: { [key]: { nmae: key } } } });
    plan = { status: 200, body: text };
    const { data } = await judged(payload());
    const outcomes = data.relationships.outcomes.data.filter(({ attributes }) => attributes.body.includes("script"));
    assert.ok(outcomes.length > 0);
    for (const { attributes } of outcomes) {
      const [place, message] = attributes.body.split("\n\n");
      for (const part of [place, message]) {
        // What is left without the escaped characters has nothing that Markdown or HTML would read.
        assert.doesNotMatch(part.replace(/\\[!-\/:-@[-`{-~]/g, ""), /[!-\/:-@[-`{-~\n]/);
      }
    }
  });
});

describe("a request", () => {
  test("that only tries whether somebody answers is answered", async () => {
    assert.equal(await post(payload({ access_token: "test-token", stage: "test" })), 200);
    assert.equal((await fetch(task)).status, 204);
    assert.equal((await fetch(task, { method: "DELETE" })).status, 405);
    assert.deepEqual(asked, []);
  });

  test("that is not signed with the key is refused", async () => {
    assert.equal(await post(payload(), { key: "another" }), 401);
    assert.equal(await post(payload(), { signature: "" }), 401);
    assert.equal(await post(payload(), { signature: "ü".repeat(64) }).catch(() => 401), 401);
    assert.equal((await fetch(task, { method: "POST", body: JSON.stringify(payload()) })).status, 401);
    assert.deepEqual(asked, []);
  });

  test("that nobody could answer is refused", async () => {
    assert.equal(await post("{"), 400);
    assert.equal(await post("null"), 400);
    assert.equal(await post(payload({ payload_version: 2 })), 400);
    assert.equal(await post(payload({ task_result_callback_url: undefined })), 400);
    assert.equal(await post(" ".repeat(2 ** 20 + 1)), 413);
    assert.deepEqual(asked, []);
  });

  test("that would send the token elsewhere is refused", async () => {
    assert.equal(await post(payload({ plan_json_api_url: archived })), 400);
    assert.equal(await post(payload({ task_result_callback_url: `${origin}@127.0.0.1:9/` })), 400);
    assert.deepEqual([...asked, ...storage], []);
  });
});

test("a verdict that is not accepted is told, without the token", async () => {
  callback = [401];
  const lines = [];
  const body = JSON.stringify(payload({ run_id: "run-1\n\u001b[31m" }));
  const request = Object.assign((async function* () { yield Buffer.from(body); })(), {
    method: "POST",
    headers: { "x-tfc-task-signature": createHmac("sha512", KEY).update(body).digest("hex") },
  });
  const response = { writeHead: () => response, end: () => response };
  await runTask({ hmacKey: KEY, origins: [origin], log: (line) => lines.push(line) })(request, response);
  assert.equal(lines.length, 1);
  assert.match(lines[0], /run-1\\n.*status 401$/);
  assert.doesNotMatch(lines[0], /\p{Cc}/u);
  assert.ok(!lines[0].includes(TOKEN));
});

test("no key, no server", () => {
  assert.throws(() => runTask(), TypeError);
  assert.throws(() => runTask({ hmacKey: "" }), /`hmacKey`/);
  const { code, err } = project.run(process.execPath, [repository("wasm/npm/ci/run-task.mjs")]);
  assert.equal(code, 2);
  assert.match(err, /`PLANPROOF_HMAC_KEY`/);
});
