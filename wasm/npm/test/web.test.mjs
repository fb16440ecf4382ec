// The package as a page uses it. It shares its glue with Node's, so it is tested in a process of its own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { check, explain, init, PlanproofError, render, rules } from "planproof/web";
import { fixture } from "./fixtures.mjs";
import { planproof } from "./program.mjs";

const module = readFileSync(new URL("../dist/planproof.wasm", import.meta.url));
const path = fixture("payments-broken", "plan.json");

test("the engine is loaded once, and a failed attempt may be repeated", async () => {
  const isNotLoaded = (error) => error instanceof PlanproofError && error.code === "engine-not-loaded";
  assert.throws(() => rules(), isNotLoaded);
  assert.throws(() => render({}, "text"), isNotLoaded);
  await assert.rejects(init(new Uint8Array([1, 2, 3])), isNotLoaded);
  await assert.rejects(check("{}"), isNotLoaded, "Node fetches no file");
  await Promise.all([init(module), init(module)]);
  await init();

  const report = await check([{ path, contents: readFileSync(path) }]);
  assert.equal(render(report, "json"), planproof(["check", path, "--format", "json"]).out);
  assert.deepEqual(rules(), JSON.parse(planproof(["rules", "--format", "json"]).out));
});

test("the rules' documentation is fetched when asked for", async (t) => {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (url) => {
    asked.push(String(url));
    return asked.length === 1 ? new Response("", { status: 404 }) : new Response(readFileSync(url));
  });
  await assert.rejects(explain("peering-not-accepted"), { code: "rules-not-loaded", message: /404/ });
  assert.equal((await explain("peering-not-accepted")).name, "peering-not-accepted");
  assert.ok(asked.every((url) => url.endsWith("/dist/rules.json")));
});
