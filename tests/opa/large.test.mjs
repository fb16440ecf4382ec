// A plan of 60 MB, in each host that takes one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import opa from "@open-policy-agent/opa-wasm";
import { check, render } from "planproof";
import { canonical, module } from "./fixtures.mjs";
import { planOf } from "./plans.mjs";

const text = planOf(60_000_000);
const expected = canonical(JSON.parse(render(await check([{ path: "-", contents: text }]), "json")));

test("it is judged as by the command line, twice, and then a small one", async () => {
  assert.ok(text.length >= 60_000_000);
  assert.ok(JSON.parse(expected).findings.length > 1000);
  const policy = await opa.loadPolicy(readFileSync(module));
  policy.setData({ planproof: { policy: { today: new Date().toISOString().slice(0, 10) } } });
  const input = new Uint8Array(Buffer.from(text)).buffer;
  for (const _ of [1, 2]) {
    const [{ result }] = policy.evaluate(input, "planproof/report");
    assert.ok(canonical(result) === expected, "another report");
  }
  const size = policy.mem.buffer.byteLength;
  assert.ok(size < 10 * text.length, `${size} bytes of memory for ${text.length} bytes of input`);
  assert.deepEqual(policy.evaluate({ locals: { a: 1 } }, "planproof/deny"), [{ result: [] }]);
});
