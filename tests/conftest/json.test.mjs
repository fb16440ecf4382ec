// What `--format conftest` writes, against what Conftest itself prints of the same results.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { check, render } from "planproof";
import { repository } from "../package/scratch.mjs";
import { asGo, conftest, folder, read, reformatted, write } from "./conftest.mjs";

const report = JSON.parse(read("tests/golden/mixed/report.json"));
const golden = read("tests/golden/mixed/report.conftest");
const policy = repository("tests/fixtures/mixed/conftest/policy.rego");

/** The results of one input each, as the text holds them. */
const entries = (text) => text.replace(/^\[\n|\n\]\n$/g, "").split(/,\n(?=\t\{\n\t\t"filename")/);

/** What Conftest prints of a policy that says again what the report says of an input, and of more policies. */
function printed(path, more = {}) {
  const at = folder();
  write(join(at, path), "{}");
  write(join(at, "report.json"), JSON.stringify(report));
  const policies = Object.entries(more).map(([name, text]) => write(join(at, name), text));
  const words = ["-p", policy, ...policies.flatMap((file) => ["-p", file]), "--data", "report.json"];
  const { code, out, err } = conftest(["test", "-o", "json", ...words, path], { cwd: at });
  assert.equal(code, 1, err);
  return entries(out)[0];
}

test("what Conftest was seen to print, it prints", () => {
  const real = entries(read("tests/golden/mixed/report.conftest.real"));
  assert.deepEqual(report.inputs.map(({ path }) => printed(path)), real);
});

describe("exceptions", () => {
  for (const [number, { path }] of report.inputs.entries()) {
    test(`stand where Conftest has them, ${path}`, () => {
      const own = JSON.parse(golden)[number];
      assert.ok(own.exceptions.length > 0);
      // Conftest excepts whole rules and says only which query found that. So each waived finding is a rule here.
      const names = own.exceptions.map((_, index) => `waived_${index}`);
      const rules = own.exceptions.map(({ msg }, index) => {
        const name = names[index];
        return `deny_${name} contains ${JSON.stringify(msg)}\nexception contains [${JSON.stringify(name)}]\n`;
      });
      const said = names.map((name) => ({ msg: `data.main.exception[_][_] == ${JSON.stringify(name)}` }));
      const expected = JSON.stringify([{ ...own, exceptions: said }], undefined, "\t").replace(
        /[<>&\u2028\u2029]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      const real = printed(path, { "exceptions.rego": `package main\n${rules.join("")}` });
      assert.equal(real, entries(`${expected}\n`)[0]);
    });
  }
});

describe("Conftest writes the same of the same results", () => {
  test("of the report that holds everything", () => {
    assert.equal(asGo(golden), reformatted(golden, "json"));
  });

  test("and letter for letter of a plan with waivers", async () => {
    const waivers = [{ rule: "encryption", reason: "by <us> & \"them\"" }, { rule: "hardcoded-password", reason: "rotated" }];
    const text = render(await check([{ path: "plan.json", contents: read("tests/fixtures/payments-broken/plan.json") }], { waivers }), "conftest");
    assert.ok(JSON.parse(text)[0].exceptions.length > 0);
    assert.equal(text, reformatted(text, "json"));
  });

  test("and where there is nothing to say", () => {
    const clean = read("tests/golden/mixed/clean.conftest");
    assert.equal(clean, reformatted(clean, "json"));
  });
});
