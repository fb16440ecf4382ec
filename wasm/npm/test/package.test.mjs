// What is published.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
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
  const commandLine = readdirSync(new URL("cli/", folder)).map((name) => `cli/${name}`);
  assert.deepEqual(files.map(({ path }) => path).sort(), [
    "README.md",
    "api.mjs",
    "bin/planproof.mjs",
    ...commandLine.sort(),
    "dist/planproof.js",
    "dist/planproof.wasm",
    "dist/rules.json",
    "index.mjs",
    "package.json",
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

test("every entry point exists", () => {
  for (const entry of Object.values(manifest.exports)) {
    for (const path of Object.values(typeof entry === "string" ? { entry } : entry)) read(path);
  }
});

test("bundlers find every file that a module names", () => {
  for (const module of ["dist/planproof.js", "index.mjs", "web.mjs"]) {
    const named = String(read(module)).matchAll(/new URL\(["']([^"']+)["'], import\.meta\.url\)/g);
    for (const [, path] of named) readFileSync(new URL(path, new URL(module, folder)));
  }
});

test("the engine is small, and carries no rule's documentation", async () => {
  const engine = read("dist/planproof.wasm");
  const size = gzipSync(engine, { level: 9 }).length;
  // The goal is 350 kB, which the engine had kept with twelve rules and has to come back to; this holds what it is.
  assert.ok(size <= 516_000, `${size} bytes gzipped`);
  for (const { docs } of JSON.parse(read("dist/rules.json"))) {
    assert.ok(!engine.includes(docs.rationale.slice(0, 40)));
    assert.ok(!engine.includes(docs.snippets.hcl.slice(0, 40)));
  }
});
