// The SDK for Rust, crate `opa-wasm`, which passes on text as it is.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { canonical, module, parsed, unnamed, values } from "./fixtures.mjs";
import { conversation } from "./conversation.mjs";
import { skip } from "./lacking.mjs";

const host = process.env.OPA_HOST;

describe("the SDK for Rust", { skip: skip(host ? undefined : "`OPA_HOST` names no host; `cargo xtask test opa` builds it") }, () => {
  const { ask, end } = host ? conversation(host, [module], { entryPoint: "planproof/report" }) : {};
  after(() => end());

  for (const { path, contents, report } of values) {
    test(`${path} gives the same report as the native core`, async () => {
      const { result, error } = await ask({ text: String(contents) });
      assert.equal(error, undefined);
      assert.equal(canonical(result), canonical(unnamed(report, path)));
    });
  }

  test("the policy is data, and a bad one or a bad input is an error", async () => {
    const { contents } = values.find(({ path }) => path === "payments-broken/plan.json");
    const request = { text: String(contents), entryPoint: "planproof/deny" };
    assert.ok((await ask(request)).result.length > 0);
    assert.deepEqual(await ask({ ...request, data: { planproof: { policy: { failOn: "never" } } } }), { result: [] });
    const bad = { planproof: { policy: { failOn: 1 } } };
    assert.match((await ask({ ...request, data: bad })).error, /data\.planproof\.policy is not valid/);
    assert.match((await ask({ ...request, data: {}, text: "{}" })).error, /neither a Terraform plan nor/);
    assert.ok((await ask(request)).result.length > 0);
  });

  test("threads that share an instance get the answer that one gets", async () => {
    const fixture = values.find(({ path }) => path === "storefront-broken/plan.json");
    const request = { text: JSON.stringify(parsed(fixture)), data: {} };
    const { result: alone } = await ask(request);
    const { result: all, error } = await ask({ ...request, threads: 8 });
    assert.equal(error, undefined);
    assert.equal(all.length, 32);
    for (const one of all) assert.deepEqual(one, alone);
  });
});
