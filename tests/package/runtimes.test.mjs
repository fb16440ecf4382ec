// The packed package where Node, TypeScript, Deno and Bun load it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import { check, render } from "planproof";
import { publint } from "publint";
import { broken, extendedPolicy, repository, scratch } from "./scratch.mjs";

const project = scratch();
const expected = render(await check([{ path: "plan.json", contents: readFileSync(broken) }]), "json");

extendedPolicy(project);

/** The same in every runtime: a report, a policy that a package has, an error that is told, and a rule's page. */
const body = `
  const report = await check([{ path: "plan.json", contents: readFileSync("plan.json") }]);
  const lenient = await check(readFileSync("plan.json"), await loadPolicy("policy.json"));
  if (report.summary.failing === 0 || lenient.summary.failing > 0) throw new Error("the policy is not read");
  const error = await check("{").catch((error) => error);
  if (!(error instanceof PlanproofError) || error.code !== "truncated") throw error;
  if ((await explain(rules()[0].name)).docs.rationale === "") throw new Error("no rationale");
  process.stdout.write(render(report, "json"));
`;
const imported = project.write(
  "imported.mjs",
  `import { readFileSync } from "node:fs";
import process from "node:process";
import { check, explain, loadPolicy, PlanproofError, render, rules } from "planproof";
${body}`,
);
const required = project.write(
  "required.cjs",
  `const { readFileSync } = require("node:fs");
const process = require("node:process");
const { check, explain, loadPolicy, PlanproofError, render, rules } = require("planproof");
(async () => {${body}})();`,
);

function assertChecks(program, words) {
  const { code, out, err } = project.run(program, words);
  assert.deepEqual({ code, err }, { code: 0, err: "" });
  assert.equal(out, expected);
}

describe("Node", () => {
  test("import", () => assertChecks(process.execPath, [imported]));

  // Newer versions can require what is to be imported; the oldest that are supported cannot.
  const withoutHelp = process.allowedNodeEnvironmentFlags.has("--experimental-require-module")
    ? ["--no-experimental-require-module"]
    : [];
  test("require", () => assertChecks(process.execPath, [...withoutHelp, required]));

  test("what one of them throws, the other knows", () => {
    const both = project.write(
      "both.mjs",
      `import { createRequire } from "node:module";
import * as imported from "planproof";
const required = createRequire(import.meta.url)("planproof");
class Mine extends imported.PlanproofError {}
for (const [one, other] of [[imported, required], [required, imported]]) {
  const error = await one.check("").catch((error) => error);
  console.log(error instanceof other.PlanproofError, error instanceof Mine, new Error() instanceof other.PlanproofError);
}
console.log(new Mine({ code: "mine" }) instanceof required.PlanproofError, null instanceof imported.PlanproofError);
console.log(Object.keys(imported).join() === Object.keys(required).join());`,
    );
    const { out } = project.run(process.execPath, [both]);
    assert.deepEqual(out.trim().split("\n"), ["true false false", "true false false", "true false", "true"]);
  });

  test("npx planproof", () => {
    const npx = process.platform === "win32" ? "npx.cmd" : "npx";
    const { code, out } = project.run(npx, ["--offline", "planproof", "check", "plan.json", "--format", "json"]);
    assert.deepEqual({ code, out }, { code: 1, out: expected });
  });

  test("the files that the package names can be resolved", () => {
    const require = createRequire(join(project.folder, "x.cjs"));
    for (const [name, start] of [["planproof.wasm", "\0asm"], ["rules.json", "["], ["planproof.schema.json", "{"]]) {
      assert.ok(String(readFileSync(require.resolve(`planproof/${name}`))).startsWith(start), name);
    }
    assert.throws(() => require.resolve("planproof/api.mjs"), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
  });
});

describe("other runtimes", () => {
  test("Deno imports it", () => {
    const words = ["run", "--allow-read", "--no-remote", "--node-modules-dir=manual", "--quiet"];
    const env = { DENO_NO_UPDATE_CHECK: "1", DENO_DIR: join(project.folder, ".deno") };
    for (const script of [imported, required]) {
      const deno = repository("node_modules/deno/bin.cjs");
      const { code, out, err } = project.run(process.execPath, [deno, ...words, script], { env });
      assert.deepEqual({ code, err }, { code: 0, err: "" });
      assert.equal(out, expected);
    }
  });

  // The wrapper would be put right by an install script, and none is run; the program itself lies beside it.
  const bun = repository(`node_modules/@oven/bun-${process.platform}-${process.arch}/bin/bun`);
  test("Bun imports it", { skip: !existsSync(bun) && "npm has no Bun for this machine" }, () => {
    for (const script of [imported, required]) assertChecks(bun, [script]);
  });
});

describe("TypeScript", () => {
  const tsc = repository("node_modules/typescript/bin/tsc");
  const source = (name, words) => project.write(name, words);
  source(
    "esm.mts",
    `import { check, PlanproofError, type Report } from "planproof";
import { runTask } from "planproof/run-task";
import { init } from "planproof/web";
const report: Report = await check("{}", { failOn: "high" });
if (report instanceof PlanproofError) throw report;
const handler: (request: any, response: any) => Promise<void> = runTask({ hmacKey: "key", policy: { profile: "all" } });
await init();
// @ts-expect-error A severity is known.
await check("{}", { failOn: "hihg" });
// @ts-expect-error A key is needed.
runTask({});
void handler;`,
  );
  source(
    "cjs.cts",
    `import planproof = require("planproof");
import { runTask } from "planproof/run-task";
const report: Promise<planproof.Report> = planproof.check("{}");
const code: string = new planproof.PlanproofError({ code: "mine", message: "", help: "" }).code;
// @ts-expect-error Formats are known.
planproof.render({} as planproof.Report, "xml");
void [report, code, runTask];`,
  );
  const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--types", ""];
  const types = (module, ...files) => {
    const words = ["--lib", "es2022,dom", "--module", module, "--skipLibCheck", "false"];
    if (module === "esnext") words.push("--moduleResolution", "bundler");
    const { code, out } = project.run(process.execPath, [tsc, ...strict, ...words, "--ignoreConfig", ...files]);
    assert.deepEqual({ code, out }, { code: 0, out: "" });
  };

  test("node16", () => types("node16", "esm.mts", "cjs.cts"));
  test("nodenext", () => types("nodenext", "esm.mts", "cjs.cts"));
  test("bundler", () => types("esnext", "esm.mts"));
});

describe("what the package says of itself", () => {
  test("is as Node and bundlers read it", async () => {
    const tarball = readFileSync(project.tarball);
    const pack = { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length) };
    const { messages } = await publint({ pack, strict: true });
    assert.deepEqual(messages, []);
  });

  test("leads each way of importing to code and its types", () => {
    const attw = repository("node_modules/@arethetypeswrong/cli/dist/index.js");
    const files = ["planproof.wasm", "rules.json", "planproof.schema.json", "package.json"];
    const words = ["--format", "json", "--exclude-entrypoints", ...files, "--", project.tarball];
    const { out, err } = project.run(process.execPath, [attw, ...words]);
    assert.equal(err, "");
    const { analysis } = JSON.parse(out);
    assert.deepEqual(Object.keys(analysis.entrypoints), [
      ".",
      "./web",
      "./run-task",
      "./testing",
      "./vitest",
      "./jest",
      "./jest-globals",
      "./node-test",
      "./cdktf",
    ]);
    const problems = analysis.problems.map(({ kind, entrypoint }) => [kind, entrypoint]);
    // What browsers load are modules, and so is Vitest; there is nothing that could be required.
    assert.deepEqual(problems, [["CJSResolvesToESM", "./web"], ["CJSResolvesToESM", "./vitest"]]);
  });
});
