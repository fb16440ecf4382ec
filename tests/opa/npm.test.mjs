// The SDK for JavaScript, `@open-policy-agent/opa-wasm`, which passes on text as it is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import opa from "@open-policy-agent/opa-wasm";
import { canonical, judged, module, parsed, refused, unnamed, values } from "./fixtures.mjs";

const policy = await opa.loadPolicy(readFileSync(module));

/** Bytes as the SDK takes text that is JSON already. */
const text = (bytes) => new Uint8Array(Buffer.from(bytes)).buffer;

/** What an entry point gives. */
function answer(input, entryPoint = "planproof/report", loaded = policy) {
  const [{ result }] = loaded.evaluate(input, entryPoint);
  return result;
}

/** The words that an evaluation ends with. */
function abortion(input, entryPoint = "planproof/report") {
  let words;
  assert.throws(() => answer(input, entryPoint), (thrown) => {
    words = thrown;
    return true;
  });
  return words;
}

test("there are fixtures", () => {
  assert.ok(judged.length >= 90, `${judged.length}`);
  assert.ok(values.length >= 80, `${values.length}`);
  assert.ok(refused.length >= 8, `${refused.length}`);
});

test("the entry points are known by their paths", () => {
  assert.deepEqual(policy.entrypoints, { "planproof/deny": 0, "planproof/warn": 1, "planproof/report": 2 });
});

for (const { path, contents, report } of judged) {
  test(`${path} gives the same report as the native core`, () => {
    assert.equal(canonical(answer(text(contents))), canonical(unnamed(report, path)));
  });
}

for (const { path, contents, report } of values) {
  test(`${path} gives the same report under its name, as one of a list`, () => {
    const list = Buffer.concat([Buffer.from(`[{"path":${JSON.stringify(path)},"contents":`), contents, Buffer.from("}]")]);
    assert.equal(canonical(answer(text(list))), canonical(report));
  });
}

for (const { path, contents, words } of refused.filter(({ contents }) => contents.length > 0)) {
  test(`${path} is refused in the same words`, () => {
    const own = words.replace(`${path}:`, "-:");
    const ascii = own.replace(/[^ -~]/gu, (found) => `\\u{${found.codePointAt(0).toString(16)}}`);
    assert.equal(abortion(text(contents)), ascii);
  });
}

test("what fails the check is denied, and all else is warned of", () => {
  for (const fixture of values) {
    const input = parsed(fixture);
    const report = answer(input);
    const [denied, warned] = [answer(input, "planproof/deny"), answer(input, "planproof/warn")];
    assert.equal(denied.length, report.summary.failing, fixture.path);
    assert.equal(denied.length + warned.length, report.findings.length, fixture.path);
    for (const [at, { msg, rule, severity, address, fingerprint }] of [...denied, ...warned].entries()) {
      const finding = report.findings[at];
      const { rule: ownRule, severity: ownSeverity, address: ownAddress, fingerprint: ownFingerprint } = finding;
      const own = { rule: ownRule, severity: ownSeverity, address: ownAddress, fingerprint: ownFingerprint };
      assert.deepEqual({ rule, severity, address, fingerprint }, own);
      const plain = `${address}: ${finding.message}`;
      // What would steer a terminal or a log is written out.
      if (/^(?!.*##)[ -~]*$/.test(plain)) assert.equal(msg, plain);
      assert.doesNotMatch(msg, /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|##vso\[|##\[/u);
    }
  }
});

test("the policy comes as data, and goes with it", () => {
  const plan = parsed(values.find(({ path }) => path === "payments-broken/plan.json"));
  const byDefault = answer(plan, "planproof/deny").length;
  policy.setData({ planproof: { policy: { failOn: "never", today: "2026-11-28" } } });
  assert.equal(answer(plan, "planproof/deny").length, 0);
  assert.ok(answer(plan, "planproof/warn").length >= byDefault);
  policy.setData({ planproof: { policy: { failOn: "hihg" } } });
  assert.match(abortion(plan, "planproof/deny"), /^data\.planproof\.policy is not valid: `hihg` is not known; known are /);
  policy.setData({ other: [1, { 2: 3 }] });
  assert.equal(answer(plan, "planproof/deny").length, byDefault);
});

test("what is no input is refused, and the words are ASCII", () => {
  for (const nothing of [undefined, null, 0]) {
    assert.match(abortion(nothing, "planproof/deny"), /^there is no input/);
  }
  const named = abortion([{ path: "é😀\u001b[2J\n.json", contents: { a: 1 } }]);
  assert.match(named, /^[ -~]*$/);
  assert.match(named, /neither a Terraform plan nor a state/);
});

test("no value of an input is in the words that refuse it", () => {
  for (const input of [
    { resource: { aws_db_instance: { main: "swordfish" } } },
    { format_version: "1.2", planned_values: { root_module: "swordfish" }, resource_changes: "swordfish" },
    { password: "swordfish" },
    text('{"resource": {"password": "swordfish" "'),
    text('{"resource": swordfish}'),
  ]) {
    let words = "";
    try {
      words = JSON.stringify(answer(input));
    } catch (thrown) {
      words = String(thrown);
    }
    assert.doesNotMatch(words, /swordfish/);
  }
});

test("five thousand abortions leave the instance as it was", () => {
  const plan = parsed(values.find(({ path }) => path === "payments-broken/plan.json"));
  const before = canonical(answer(plan));
  const size = policy.mem.buffer.byteLength;
  for (let count = 0; count < 5000; count++) abortion({ [`key${count}`]: count });
  assert.equal(canonical(answer(plan)), before);
  assert.equal(policy.mem.buffer.byteLength, size);
});
