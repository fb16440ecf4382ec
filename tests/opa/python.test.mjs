// The SDKs for Python: `opa-wasmtime`, which takes values, and `opa-py-wasm`, which passes on text as it is.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { python } from "../python.mjs";
import { conversation } from "./conversation.mjs";
import { canonical, module, parsed, repository, unnamed, values, withoutPlaces } from "./fixtures.mjs";
import { skip } from "./lacking.mjs";

const { bin, reason } = python("opa");

describe("SDKs for Python", { skip: skip(reason) }, () => {
  const words = [repository("tests/opa/hosts.py"), module];
  const host = reason ? undefined : conversation(join(bin, "python"), words, { entryPoint: "planproof/report" });
  after(() => host.end());

  for (const { path, contents, report } of values) {
    test(`opa-py-wasm: ${path} gives the same report as the native core`, async () => {
      const { result, error } = await host.ask({ sdk: "opa-py-wasm", text: String(contents) });
      assert.equal(error, undefined);
      assert.equal(canonical(result), canonical(unnamed(report, path)));
    });
  }

  for (const fixture of values) {
    const { path, report } = fixture;
    test(`opa-wasmtime: ${path} gives the same report but for columns of a text that it writes itself`, async () => {
      const input = [{ path, contents: parsed(fixture) }];
      const { result, error } = await host.ask({ sdk: "opa-wasmtime", input });
      assert.equal(error, undefined);
      assert.equal(canonical(withoutPlaces(result)), canonical(withoutPlaces(report)));
    });
  }

  for (const sdk of ["opa-py-wasm", "opa-wasmtime"]) {
    test(`${sdk}: the policy is data, and a bad one or a bad input is an error`, async () => {
      const input = parsed(values.find(({ path }) => path === "payments-broken/plan.json"));
      const entryPoint = "planproof/deny";
      assert.ok((await host.ask({ sdk, input, entryPoint })).result.length > 0);
      const never = { planproof: { policy: { failOn: "never" } } };
      assert.deepEqual(await host.ask({ sdk, input, entryPoint, data: never }), { result: [] });
      const bad = { planproof: { policy: { failOn: 1 } } };
      assert.match((await host.ask({ sdk, input, entryPoint, data: bad })).error, /data\.planproof\.policy is not valid/);
      assert.match((await host.ask({ sdk, input: {}, entryPoint, data: {} })).error, /neither a Terraform plan nor/);
      assert.ok((await host.ask({ sdk, input, entryPoint })).result.length > 0);
    });
  }

  test("opa-py-wasm: threads get the answer that one gets", async () => {
    const { path, contents } = values.find(({ path }) => path === "storefront-broken/plan.json");
    const request = { sdk: "opa-py-wasm", text: String(contents) };
    const { result: alone } = await host.ask(request);
    const { result: all, error } = await host.ask({ ...request, threads: 8 });
    assert.equal(error, undefined, path);
    assert.equal(all.length, 32);
    for (const one of all) assert.deepEqual(one, alone);
  });
});
