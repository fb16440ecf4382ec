// Findings in `conftest test`, by the adapter in Rego.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { check } from "planproof";
import { repository } from "../package/scratch.mjs";
import { conftest, folder, FORMATS, read, write } from "./conftest.mjs";

const adapter = repository("wasm/conftest/adapter");
const exceptions = repository("wasm/conftest/examples/exceptions.rego");
const plan = read("tests/fixtures/payments-broken/plan.json");
const mixed = read("tests/golden/mixed/report.json");

/** Runs the adapter on a report; more words go to `conftest test`. */
const adapted = (report, ...words) => conftest(["test", "-p", adapter, "-n", "planproof", "--parser", "json", ...words, "-"], { input: report });
const results = (report, ...words) => JSON.parse(adapted(report, "-o", "json", ...words).out)[0];
const told = (found = []) => found.map(({ msg, loc, metadata: { rule } }) => `${rule} ${msg} ${loc.file}:${loc.line}`).sort();
const expected = (found) => found.map(({ rule, address, message, location: { file, line } }) => `${rule} ${address}: ${message} ${file}:${line}`).sort();

test("each finding is a failure or a warning, as it is in the check", () => {
  const { findings, summary } = JSON.parse(mixed);
  const { namespace, failures, warnings, exceptions } = results(mixed);
  assert.equal(namespace, "planproof");
  assert.deepEqual(told(failures), expected(findings.slice(0, summary.failing)));
  assert.deepEqual(told(warnings), expected(findings.slice(summary.failing)));
  assert.equal(exceptions, undefined);
});

test("where nothing is found, nothing fails, and what is no report does", () => {
  const clean = adapted(read("tests/golden/mixed/clean.json"), "--no-color");
  assert.equal(clean.code, 0);
  assert.match(clean.out, /0 warnings, 0 failures/);
  for (const input of ["{}", '{"findings": []}', plan]) {
    const { code, out } = adapted(input);
    assert.equal(code, 1);
    assert.match(out, /the input is no report/);
  }
});

test("every format of Conftest takes them", () => {
  const { findings } = JSON.parse(read("tests/golden/payments-broken/plan.json.json"));
  for (const format of FORMATS) {
    const { code, out } = adapted(read("tests/golden/payments-broken/plan.json.json"), "-o", format);
    assert.equal(code, 1);
    assert.ok(findings.length > 0 && out.includes("aws_db_instance.payments"), format);
  }
});

describe("exceptions by the name of a rule", () => {
  const report = async (path) => JSON.stringify(await check([{ path, contents: plan }]));

  test("hold where their condition does", async () => {
    const excepted = results(await report("sandbox/plan.json"), "-p", exceptions);
    const whole = results(await report("sandbox/plan.json"));
    const named = whole.failures.filter(({ metadata }) => metadata.rule === "hardcoded-password");
    assert.ok(named.length > 0);
    assert.equal(excepted.failures.length, whole.failures.length - named.length);
    assert.deepEqual(excepted.exceptions, [{ msg: 'data.planproof.exception[_][_] == "hardcoded_password"' }]);
  });

  test("and else the rule fails, once", async () => {
    const one = await report("production/plan.json");
    const [whole, same] = [results(one), results(one, "-p", exceptions)];
    assert.equal(same.exceptions, undefined);
    assert.deepEqual(told(same.failures), told(whole.failures));
  });
});

test("rules in Rego stand beside it, in their namespaces", () => {
  const at = folder();
  const own = write(join(at, "own.rego"), 'package team\n\ndeny contains "too many findings" if count(input.findings) > 3\n');
  const { out } = conftest(["test", "-p", adapter, "-p", own, "--all-namespaces", "--parser", "json", "-o", "json", "-"], { input: mixed });
  const names = JSON.parse(out).map(({ namespace, failures }) => [namespace, failures.length > 0]);
  assert.deepEqual(names.sort(), [["planproof", true], ["team", true]]);
});

test("they are written as `conftest fmt` writes", () => {
  assert.deepEqual(conftest(["fmt", "--check", adapter, exceptions, repository("tests/conftest/results.rego")]), { code: 0, out: "", err: "" });
});
