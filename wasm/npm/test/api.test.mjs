// The package as programs use it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { check, explain, PlanproofError, render, rules, version } from "planproof";
import { fixture } from "./fixtures.mjs";
import { planproof } from "./program.mjs";

const path = fixture("payments-broken", "plan.json");
const bytes = readFileSync(path);
const text = String(bytes);
const mended = readFileSync(fixture("payments-mended", "plan.json"));

/** Whether an error is what people are told, with this code. */
function isTold(code) {
  return (error) => {
    assert.ok(error instanceof PlanproofError && error instanceof Error);
    assert.equal(error.name, "PlanproofError");
    assert.equal(error.code, code);
    assert.ok(error.message.length > 0 && error.help.length > 0);
    return true;
  };
}

describe("check", () => {
  test("text, bytes and a file give the same findings", async () => {
    const report = await check(text);
    assert.equal(report.inputs[0].path, "-");
    assert.ok(report.findings.length > 0);
    assert.deepEqual(await check(bytes), report);
    assert.deepEqual(await check([{ path: "-", contents: text }]), report);
    assert.equal(report.tool.version, version);
  });

  test("a report is plain data", async () => {
    const report = await check(bytes);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  });

  test("bytes of a larger buffer", async () => {
    const larger = new Uint8Array(bytes.length + 20).fill(0xff);
    larger.set(bytes, 10);
    assert.deepEqual(await check(larger.subarray(10, -10)), await check(bytes));
  });

  test("several files give one report", async () => {
    const files = [{ path: "a.json", contents: text }, { path: "b.json", contents: mended }];
    const report = await check(files);
    assert.deepEqual(report.inputs.map(({ path }) => path), ["a.json", "b.json"]);
    assert.equal(report.summary.deployable, (await check(text)).summary.deployable);
    assert.ok(report.findings.every(({ location }) => location.file === "a.json"));
  });

  test("columns count as JavaScript does", async () => {
    const before = await check(text);
    const after = await check(text.replace("{", '{"😀é":0,'));
    const moved = before.findings[0].location.column + '"😀é":0,'.length;
    assert.equal(after.findings[0].location.column, moved);
  });

  test("what cannot be judged is told, never clean", async () => {
    await assert.rejects(check(""), isTold("empty"));
    await assert.rejects(check("{"), isTold("truncated"));
    await assert.rejects(check(new Uint8Array()), isTold("empty"));
    await assert.rejects(check([]), isTold("no-input"));
    await assert.rejects(check(undefined), isTold("not-an-input"));
    await assert.rejects(check({ path: "x", contents: "{}" }), isTold("not-an-input"));
    await assert.rejects(check([{ path: "a", contents: text }, { path: "b", contents: "[" }]), (error) => {
      assert.deepEqual({ ...error.location, file: "b" }, error.location);
      return isTold("truncated")(error);
    });
  });

  test("a place is told where there is one", async () => {
    await assert.rejects(check([{ path: "x.json", contents: '{"a": 1,\n "b" 2}' }]), ({ location }) => {
      assert.deepEqual([location.file, location.line, location.column], ["x.json", 2, 6]);
      return true;
    });
  });

  test("the policy is read strictly", async () => {
    const failing = async (policy) => (await check(text, policy)).summary.failing;
    assert.ok((await failing()) > 0);
    assert.equal(await failing({ failOn: undefined }), await failing(null));
    assert.equal(await failing({ failOn: "never" }), 0);
    await assert.rejects(check(text, { failon: "high" }), isTold("bad-policy"));
    await assert.rejects(check(text, { failon: "high" }), /`failon`.*`failOn`/);
    await assert.rejects(check(text, { failOn: "hihg" }), /`hihg`.*`high`/);
    await assert.rejects(check(text, "strict"), isTold("bad-policy"));
    await assert.rejects(check(text, { environment: 1 }), isTold("bad-policy"));
  });
});

describe("render", () => {
  test("writes what the command line writes", async () => {
    const report = await check([{ path, contents: bytes }]);
    for (const format of ["text", "json"]) {
      assert.equal(render(report, format), planproof(["check", path, "--format", format]).out);
    }
    const env = { FORCE_COLOR: "1" };
    assert.equal(render(report, "text", { color: true }), planproof(["check", path], { env }).out);
    assert.deepEqual(JSON.parse(render(report, "json")), report);
  });

  test("makes one of several", async () => {
    const files = [{ path: "a.json", contents: text }, { path: "b.json", contents: mended }];
    const reports = [await check(files.slice(0, 1)), await check(files.slice(1))];
    assert.equal(render(reports, "json"), render(await check(files), "json"));
  });

  test("refuses what is no report or no format", async () => {
    assert.throws(() => render({}, "text"), isTold("not-a-report"));
    assert.throws(() => render("{}", "text"), isTold("not-a-report"));
    assert.throws(() => render([], "text"), isTold("no-input"));
    const report = await check(text);
    assert.throws(() => render(report, "xml"), isTold("unknown-format"));
    assert.throws(() => render(report), isTold("unknown-format"));
  });
});

describe("rules and explain", () => {
  test("the page of a rule begins with its facts", async () => {
    for (const facts of rules()) {
      const { docs, ...same } = await explain(facts.name);
      assert.deepEqual(same, facts);
      assert.ok(docs.examples.some(({ verdict }) => verdict === "flagged"));
    }
  });

  test("an unknown name is told with the nearest", async () => {
    await assert.rejects(explain("hardcoded-pasword"), isTold("unknown-rule"));
    await assert.rejects(explain("hardcoded-pasword"), ({ help }) => help.includes("`hardcoded-password`"));
    await assert.rejects(explain(undefined), isTold("unknown-rule"));
  });
});
