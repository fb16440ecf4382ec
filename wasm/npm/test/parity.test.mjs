// The golden files are what the native core wrote: the same engine as WebAssembly writes the same bytes.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { check, PlanproofError, render } from "../index.mjs";

const golden = new URL("../../../tests/golden/", import.meta.url);
const fixtures = new URL("../../../tests/fixtures/", import.meta.url);
const agreed = readdirSync(golden, { recursive: true }).map((name) => name.replaceAll("\\", "/"));

const reports = agreed.filter((name) => name.endsWith(".json.json") || name.endsWith(".json.txt"));
const errors = agreed.filter((name) => name.endsWith(".error.txt"));

test("every fixture has a golden report", () => {
  assert.ok(reports.filter((name) => !name.endsWith(".error.txt")).length >= 20, `${reports.length} found`);
  assert.ok(errors.length >= 8, `${errors.length} found`);
});

for (const name of reports.filter((name) => !name.endsWith(".error.txt"))) {
  const path = name.replace(/\.(json|txt)$/, "");
  const format = name.endsWith(".txt") ? "text" : "json";
  test(`${path} gives the same ${format} as the native core`, async () => {
    const report = await check([{ path, contents: readFileSync(new URL(path, fixtures)) }]);
    assert.equal(render(report, format), readFileSync(new URL(name, golden), "utf8"));
  });
}

for (const name of errors) {
  const path = name.replace(/\.error\.txt$/, "");
  test(`${path} is refused in the same words`, async () => {
    const contents = readFileSync(new URL(path, fixtures));
    await assert.rejects(check([{ path, contents }]), (error) => {
      assert.ok(error instanceof PlanproofError);
      const { line, column } = error.location;
      const words = `${path}:${line}:${column}: ${error.message}; ${error.help}\n`;
      assert.equal(words, readFileSync(new URL(name, golden), "utf8"));
      return true;
    });
  });
}
