// What is published.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, version } from "planproof";
import { fixture } from "./fixtures.mjs";

const folder = new URL("../", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder));
const manifest = JSON.parse(read("package.json"));

test("the package holds what it needs and nothing else", () => {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const out = execFileSync(npm, words, { cwd: fileURLToPath(folder), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [{ files }] = Object.values(JSON.parse(out));
  const below = (name) =>
    readdirSync(new URL(`${name}/`, folder), { recursive: true })
      .filter((file) => /\.\w+$/.test(file))
      .map((file) => `${name}/${file.replaceAll("\\", "/")}`);
  assert.deepEqual(files.map(({ path }) => path).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "action/action.yml",
    "action/comment.mjs",
    "action/index.mjs",
    "api.mjs",
    "bin/planproof.mjs",
    "ci/atlantis.yaml",
    "ci/azure.yml",
    "ci/gitlab.yml",
    "ci/run-task.mjs",
    ...below("cli"),
    ...below("../conftest").map((path) => path.replace("../", "")),
    "dist/cdktf.cjs",
    "dist/cdktf.d.cts",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/jest-globals.cjs",
    "dist/jest-globals.d.cts",
    "dist/jest.cjs",
    "dist/jest.d.cts",
    "dist/node-test.cjs",
    "dist/node-test.d.cts",
    "dist/planproof.js",
    "dist/planproof.wasm",
    "dist/rules.json",
    "dist/run-task.cjs",
    "dist/run-task.d.cts",
    "dist/testing.cjs",
    "dist/testing.d.cts",
    "dist/types.d.cts",
    "engine.mjs",
    "index.d.ts",
    "index.mjs",
    "package.json",
    "planproof.schema.json",
    "policy.mjs",
    "run-task.d.ts",
    "run-task.mjs",
    ...below("testing"),
    "types.d.ts",
    "web.d.ts",
    "web.mjs",
  ].sort());
  const program = files.find(({ path }) => path === "bin/planproof.mjs");
  assert.equal(program.mode & 0o111, 0o111, "the program can be run");
});

test("it needs no other package", () => {
  assert.equal(manifest.dependencies, undefined);
});

test("package, engine and functions are of one version", async () => {
  assert.equal(manifest.version, version);
  assert.equal((await check(readFileSync(fixture("payments-mended", "plan.json")))).tool.version, version);
});

test("what nobody has to have is imported by nobody else's entry point", () => {
  for (const name of Object.keys(manifest.peerDependencies)) {
    assert.deepEqual(manifest.peerDependenciesMeta[name], { optional: true });
    const entries = readdirSync(new URL("testing/", folder)).filter((file) => file.endsWith(".mjs"));
    const importing = entries.filter((file) => String(read(`testing/${file}`)).includes(`from "${name}"`));
    assert.deepEqual(importing, [`${name.replace(/^@(.*)\//, "$1-")}.mjs`]);
  }
});

test("every entry point exists", () => {
  for (const path of [manifest.main, manifest.types, ...paths(manifest.exports)]) read(path);
});

/** Every path that an entry of `exports` names, whatever the condition. */
function paths(entry) {
  return typeof entry === "string" ? [entry] : Object.values(entry).flatMap(paths);
}

test("bundlers find every file that a module names", () => {
  for (const module of ["dist/planproof.js", "engine.mjs", "web.mjs"]) {
    const named = String(read(module)).matchAll(/new URL\(["']([^"']+)["'], import\.meta\.url\)/g);
    for (const [, path] of named) readFileSync(new URL(path, new URL(module, folder)));
  }
});

test("the engine carries no rule's documentation", async () => {
  const engine = read("dist/planproof.wasm");
  for (const { docs } of JSON.parse(read("dist/rules.json"))) {
    assert.ok(!engine.includes(docs.rationale.slice(0, 40)));
    assert.ok(!engine.includes(docs.snippets.hcl.slice(0, 40)));
  }
});
