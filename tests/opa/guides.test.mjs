// What the README says, run as it is written.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { python } from "../python.mjs";
import { bundle, module, repository, values } from "./fixtures.mjs";
import { skip } from "./lacking.mjs";

const { OPA: opa, OPA_HOST: host } = process.env;
const readme = readFileSync(repository("wasm/opa/README.md"), "utf8");
const fixture = values.find(({ path }) => path === "payments-broken/plan.json");
const atLeastHigh = fixture.report.findings.filter(({ severity }) => ["critical", "high"].includes(severity));

// Below the repository, so that packages are found.
const folder = mkdtempSync(repository("tests/opa/guide-"));
after(() => rmSync(folder, { recursive: true, force: true }));
cpSync(module, join(folder, "policy.wasm"));
cpSync(bundle, join(folder, "bundle.tar.gz"));
writeFileSync(join(folder, "plan.json"), fixture.contents);
writeFileSync(join(folder, "policy.json"), example("## What to ask", "json"));

/** The first example below a heading. */
function example(heading, language) {
  const [, section] = readme.split(`\n${heading}\n`);
  assert.ok(section, heading);
  const [, text] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "m").exec(section.split(/\n## /)[0]) ?? [];
  assert.ok(text, `${heading}: no ${language}`);
  return text;
}

/** Runs a program in the folder; gives the lines that it prints. */
function run(program, words, env = {}) {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: "utf8",
    // Where a server does not start, the guide would wait for it.
    timeout: 300_000,
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout.trim().split("\n");
}

/** Lines that are the messages of findings, in any order. */
function assertMessages(lines, findings) {
  const own = lines.map((line) => (line.startsWith('"') ? JSON.parse(line) : line));
  assert.deepEqual(own.sort(), findings.map(({ address, message }) => `${address}: ${message}`).sort());
}

test("Node", () => {
  writeFileSync(join(folder, "guide.mjs"), example("## In Node", "js"));
  assertMessages(run(process.execPath, ["guide.mjs"]), atLeastHigh);
});

const withGo = skip(spawnSync("go", ["version"]).error ? "no Go is here" : undefined);
test("Go", { skip: withGo }, () => {
  for (const name of ["go.mod", "go.sum"]) cpSync(repository(`tests/opa/go/${name}`), join(folder, name));
  writeFileSync(join(folder, "main.go"), example("## In Go", "go"));
  const failing = fixture.report.findings.filter(({ severity }) => ["critical", "high", "medium"].includes(severity));
  const env = { GOFLAGS: "-buildvcs=false -mod=readonly" };
  assertMessages(run("go", ["run", "-tags", "opa_wasm", "."], env), failing);
});

const { bin, reason } = python("opa");
test("Python", { skip: skip(reason) }, () => {
  writeFileSync(join(folder, "guide.py"), example("## In Python", "python"));
  assertMessages(run(join(bin, "python"), ["guide.py"]), atLeastHigh);
});

test("Rust", { skip: skip(host ? undefined : "`OPA_HOST` names no host; `cargo xtask test opa` builds it") }, () => {
  const source = readFileSync(repository("tests/opa/rust/src/bin/guide.rs"), "utf8");
  assert.equal(source, example("## In Rust", "rust"), "the program that is built is another one");
  assertMessages(run(host.replace("planproof-opa-host", "guide"), []), atLeastHigh);
});

describe("OPA", { skip: skip(opa ? undefined : "no OPA: Go is not here, which builds it") }, () => {
  // The guides call it by its name.
  const env = { PATH: [join(opa ?? "", ".."), process.env.PATH].join(delimiter) };

  test("the command", () => {
    assertMessages(run("sh", ["-ec", example("## With the command `opa`", "sh")], env), atLeastHigh);
  });

  test("the server", () => {
    const script = `trap 'kill $!' EXIT\n${example("## As a server", "sh")}`;
    const lines = run("sh", ["-ec", script.replaceAll("8181", "18391")], env);
    const { result } = JSON.parse(lines.find((line) => line.startsWith('{"result"')));
    assertMessages(result.map(({ msg }) => msg), atLeastHigh);
  });

  test("findings for rules in Rego, without WebAssembly", () => {
    writeFileSync(join(folder, "team.rego"), example("## Large plans", "rego"));
    const shim = `#!/bin/sh\nexec '${process.execPath}' '${repository("wasm/npm/bin/planproof.mjs")}' "$@"\n`;
    writeFileSync(join(folder, "planproof"), shim, { mode: 0o755 });
    const path = { PATH: [folder, env.PATH].join(delimiter) };
    const lines = run("sh", ["-ec", example("## Large plans", "sh")], path);
    assertMessages(lines, fixture.report.findings.filter(({ blocking }) => blocking));
  });
});
