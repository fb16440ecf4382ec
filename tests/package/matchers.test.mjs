// The matchers of the packed package in real runners: what they print is held to what was agreed upon. What differs is
// rewritten, and fails, so that it shows in the next commit.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { repository, scratch } from "./scratch.mjs";

const project = scratch();
for (const name of ["@jest/globals", "cdktf", "cdktn", "constructs", "jest", "vitest"]) {
  const path = join(project.folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(repository(`node_modules/${name}`), path, "junction");
}
cpSync(repository("wasm/npm/test/stacks.cjs"), join(project.folder, "stacks.cjs"));
const cases = readFileSync(repository("tests/package/matchers/cases.js"), "utf8");

const imported = 'import cdktf from "cdktf";\nimport stacks from "../stacks.cjs";\n';
const required = 'const cdktf = require("cdktf");\nconst stacks = require("../stacks.cjs");\n';

function runVitest(config, words = [], env = { NO_COLOR: "1" }) {
  const vitest = repository("node_modules/vitest/vitest.mjs");
  return project.run(process.execPath, [vitest, "run", "--config", config, "--root", dirname(config), ...words], { env });
}

function runJest(config, nodeOptions = []) {
  const jest = repository("node_modules/jest/bin/jest.js");
  const words = [...nodeOptions, jest, "--no-watchman", "--no-cache", "--config", config];
  return project.run(process.execPath, words, { env: { NO_COLOR: "1" } });
}

describe("Vitest", () => {
  const config = project.write(
    "vitest/vitest.config.mjs",
    'export default { test: { setupFiles: ["planproof/vitest"] } };',
  );
  project.write("vitest/cases.test.mjs", `${imported}import { expect, test } from "vitest";\n\n${cases}`);
  const run = (words, env) => runVitest(config, words, env);

  test("prints what was agreed upon", () => {
    const { code, err } = run(["--reporter=default"]);
    assert.equal(code, 1);
    assertAgreed("vitest.txt", err);
  });

  test("in its colours where it has some", () => {
    const { err } = run(["--reporter=default", "-t", "a finding elsewhere"], { FORCE_COLOR: "1" });
    assert.match(err, /\x1b\[32mExpected: `hardcoded-password` at `aws_db_instance\.databse`/);
    assert.match(err, /\x1b\[31mFound: {4}none; 1 finding of the rule elsewhere/);
  });
});

describe("Jest", () => {
  const configured = (name, facts) => project.write(`${name}/jest.config.json`, JSON.stringify(facts));

  test("prints what was agreed upon", () => {
    const config = configured("jest", { setupFilesAfterEnv: ["planproof/jest"] });
    project.write("jest/cases.test.cjs", `${required}\n${cases}`);
    const { code, err } = runJest(config);
    assert.equal(code, 1);
    assertAgreed("jest.txt", err);
  });

  test("without globals, and as modules, the same tests pass and fail", () => {
    const agreed = verdicts(readFileSync(repository("tests/package/matchers/jest.txt"), "utf8"));
    assert.ok(agreed.length > 10);
    const bare = configured("jest-globals", { injectGlobals: false, setupFilesAfterEnv: ["planproof/jest-globals"] });
    const brought = 'const { expect, test } = require("@jest/globals");\n';
    project.write("jest-globals/cases.test.cjs", `${brought}${required}\n${cases}`);
    assert.deepEqual(verdicts(runJest(bare).err), agreed);

    const module = configured("jest-module", { setupFilesAfterEnv: ["planproof/jest"], transform: {} });
    project.write("jest-module/cases.test.mjs", `${imported}\n${cases}`);
    const { err } = runJest(module, ["--experimental-vm-modules", "--no-warnings"]);
    assert.deepEqual(verdicts(err), agreed);
  });

  test("without globals, `planproof/jest` says what to use", () => {
    const config = configured("jest-bare", { injectGlobals: false, setupFilesAfterEnv: ["planproof/jest"] });
    project.write("jest-bare/one.test.cjs", 'require("@jest/globals").test("one", () => {});');
    const { code, err } = runJest(config);
    assert.equal(code, 1);
    assert.match(err, /there is no global `expect` to extend; .*`planproof\/jest-globals`/);
  });
});

describe("Node's test runner", () => {
  const header = `${imported}import test from "node:test";\n`;
  const body = readFileSync(repository("tests/package/matchers/assertions.js"), "utf8");
  // How its own reporters write an error changes from one version to another.
  const reporter = project.write(
    "node/reporter.mjs",
    `export default async function* (events) {
  for await (const { type, data } of events) {
    if (type === "test:pass" || data.details?.type === "suite") continue;
    const { cause } = data.details?.error ?? {};
    if (type === "test:fail") yield \`\\u2716 \${data.name}\\n\${cause.name}: \${cause.message}\\n\\n\`;
  }
}`,
  );
  const run = (file) => {
    const words = ["--test", "--test-reporter", reporter, "--test-reporter-destination", "stdout", file];
    return project.run(process.execPath, words);
  };

  test("prints what was agreed upon", () => {
    const assertions = "assertHasFinding, assertHasNoFinding, assertPassesPolicy";
    const own = `import { ${assertions} } from "planproof/testing";\n`;
    const { code, out } = run(project.write("node/cases.test.mjs", `${header}${own}\n${body}`));
    assert.equal(code, 1);
    assertAgreed("node.txt", out);
  });

  test("its `t.assert` has them, or its version has no room for them", () => {
    const own = `import "planproof/node-test";
test("fails: as one of the runner's own", (t) => {
  const { BrokenStack, MendedStack } = stacks(cdktf);
  t.assert.passesPolicy(new MendedStack(cdktf.Testing.app(), "orders"));
  t.assert.hasFinding(new BrokenStack(cdktf.Testing.app(), "payments"), "hardcoded-password");
  t.assert.hasNoFinding(new BrokenStack(cdktf.Testing.app(), "payments"), "hardcoded-password");
});`;
    const file = project.write("node/own.test.mjs", `${header}${own}`);
    const { code, out, err } = project.run(process.execPath, ["--test", "--test-reporter", "tap", file]);
    assert.equal(code, 1);
    const expected = test.assert?.register
      ? /Expected: no `hardcoded-password`/
      : /`t\.assert` cannot be extended in Node \d.*`planproof\/testing`/;
    assert.match(out + err, expected);
    assert.doesNotMatch(out + err, /Sup3rSecret/);
  });
});

describe("Bun", () => {
  const bun = repository(`node_modules/@oven/bun-${process.platform}-${process.arch}/bin/bun`);

  test("takes the matchers", { skip: !existsSync(bun) && "npm has no Bun for this machine" }, () => {
    const own = 'import { expect, test } from "bun:test";\nimport { matchers } from "planproof/testing";\n';
    const file = project.write("bun/cases.test.mjs", `${imported}${own}\nexpect.extend(matchers);\n${cases}`);
    const { code, out, err } = project.run(bun, ["test", file], { env: { NO_COLOR: "1" } });
    assert.equal(code, 1);
    assert.doesNotMatch(out + err, /Sup3rSecret/);
    const verdicts = [...err.matchAll(/^\((pass|fail)\) (\w+)/gm)].map(([, verdict, word]) => [verdict, word]);
    assert.ok(verdicts.length > 10);
    for (const [verdict, word] of verdicts) assert.equal(verdict, word === "fails" ? "fail" : "pass");
    assert.match(err, /Expected: no `hardcoded-password` at `aws_db_instance\.database`\nFound: {4}1 finding\n/);
  });
});

describe("the README", () => {
  const readme = readFileSync(repository("wasm/npm/README.md"), "utf8");
  const [, section] = readme.split("\n## In unit tests\n");
  const blocks = [...section.split("\n## ")[0].matchAll(/^```js\n([^]*?)^```$/gm)].map(([, text]) => text);
  const [vitestSetup, vitestSpec, jestSetup, nodeSpec, synthesis] = blocks;
  const module = (name) => `${imported}export const OrdersStack = stacks(cdktf).${name};\n`;

  // What is as it should be passes as it is written, and another stack does not.
  for (const [stack, expected] of [["MendedStack", 0], ["UnprotectedStack", 1]]) {
    const folder = `readme-${stack}`;
    project.write(`${folder}/orders-stack.js`, module(stack));

    test(`${stack}: Vitest`, () => {
      project.write(`${folder}/vitest.setup.js`, vitestSetup);
      const settings = { setupFiles: ["./vitest.setup.js"], include: ["*.vitest.js"] };
      const text = `export default ${JSON.stringify({ test: settings })};`;
      const config = project.write(`${folder}/vitest.config.js`, text);
      project.write(`${folder}/orders.vitest.js`, vitestSpec);
      const { code, out, err } = runVitest(config);
      assert.equal(code, expected, out + err);
      assert.match(out, /Tests {2}1 (passed|failed) \(1\)/);
    });

    test(`${stack}: Jest`, () => {
      // As modules, with CDKTF's own matchers beside these.
      project.write(`${folder}/setup.cjs`, jestSetup);
      const facts = { setupFilesAfterEnv: ["<rootDir>/setup.cjs"], testMatch: ["**/*.jest.js"], transform: {} };
      const config = project.write(`${folder}/jest.config.json`, JSON.stringify(facts));
      const line = 'import { expect, test } from "vitest";\n';
      assert.ok(vitestSpec.includes(line));
      project.write(`${folder}/orders.jest.js`, vitestSpec.replace(line, ""));
      const { code, err } = runJest(config, ["--experimental-vm-modules"]);
      assert.equal(code, expected, err);
      assert.match(err, /Tests: {7}1 (passed|failed), 1 total/);
    });

    test(`${stack}: Node's test runner`, () => {
      const file = project.write(`${folder}/orders.test.js`, nodeSpec);
      const { code, out } = project.run(process.execPath, ["--test", file]);
      assert.equal(code, expected, out);
      assert.match(out, /^(#|ℹ) tests 1$/m);
    });

    test(`${stack}: when it is synthesized`, () => {
      const { code, err } = project.run(process.execPath, [project.write(`${folder}/main.js`, synthesis)]);
      assert.equal(code, expected, err);
      const fault = /^ {2}\w+ {2}table-without-point-in-time-recovery {2}aws_dynamodb_table\.orders \(orders\/orders\): /m;
      assert.equal(fault.test(err), expected === 1);
    });
  }
});

/** The verdicts that Jest prints, test by test. */
function verdicts(printed) {
  return [...printed.matchAll(/^ +([✓✕] .*?)(?: \(\d+ ms\))?$/gm)].map(([, line]) => line);
}

/** Holds what was printed, without what differs from one run or machine to another, to what was agreed upon. */
function assertAgreed(name, printed) {
  const path = repository(`tests/package/matchers/${name}`);
  const same = printed
    .replaceAll(project.folder, "<project>")
    .replace(/\S*cdktf\.outdir\.\w+/g, "<outdir>")
    .replace(/^.*(Start at|Duration|Time:|Ran all test suites).*\n/gm, "")
    .replace(/ \(?\d+ ?ms\)?$/gm, "")
    .replace(/^ +at .*(node:internal|node_modules|<project>\/node_modules).*\n/gm, "");
  // Where a file is named, runners may show a part of it.
  assert.doesNotMatch(printed, /Sup3rSecret/);
  let agreed = "";
  try {
    agreed = readFileSync(path, "utf8");
  } catch {
    // It is written now.
  }
  if (same !== agreed) writeFileSync(path, same);
  assert.equal(same, agreed);
}
