// `planproof init`: what it writes is a policy, with and without its comments.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { loadPolicy } from "planproof";
import { fixture } from "./fixtures.mjs";
import { planproof } from "./program.mjs";

const scratch = mkdtempSync(join(tmpdir(), "planproof-init-"));
after(() => rmSync(scratch, { recursive: true }));

/** A folder, and what `init` says in it. */
function initialized(name, files = {}) {
  const cwd = join(scratch, name);
  for (const [path, contents] of Object.entries({ ".keep": "", ...files })) {
    mkdirSync(join(cwd, path, ".."), { recursive: true });
    writeFileSync(join(cwd, path), contents);
  }
  const run = planproof(["init"], { cwd });
  return { cwd, run, path: join(cwd, "planproof.json") };
}

const schema = JSON.parse(readFileSync(new URL("../planproof.schema.json", import.meta.url)));

test("writes the defaults, says what comes next, and a check takes it", async () => {
  const { cwd, run, path } = initialized("plain");
  assert.deepEqual([run.code, run.err], [0, ""]);
  assert.match(run.out, /^Wrote planproof\.json\..*\n\n {2}planproof check \./);
  assert.deepEqual(await loadPolicy(path), { profile: "recommended", failOn: "medium", rules: {}, waivers: [] });
  const plan = fixture("payments-broken", "plan.json");
  const check = (folder) => planproof(["check", plan], { cwd: folder });
  assert.deepEqual(check(cwd), check(scratch));
});

test("what is in comments is right too, and all that the schema knows but versions", async () => {
  const { cwd, path } = initialized("comments", { "team.json": "{}", "planproof-baseline.json": "[]" });
  const lines = readFileSync(path, "utf8").split("\n").map((line) => line.replace(/^( +)\/\/ (?=[ ]*["{}])/, "$1"));
  writeFileSync(path, lines.join("\n"));
  const policy = await loadPolicy(path);
  assert.deepEqual(policy.rules, { "missing-environment-suffix": "off", cost: "low" });
  assert.deepEqual([policy.waivers.length, policy.baseline, policy.environment], [1, [], "prod"]);
  const written = lines.flatMap((line) => /^ {2}"([^"]+)":/.exec(line)?.[1] ?? []);
  const known = Object.keys(schema.properties).filter((key) => !key.startsWith("minimum") && key !== "today");
  assert.deepEqual([...written].sort(), known.sort());
  rmSync(join(cwd, "planproof-baseline.json"));
});

test("leaves what is there alone", () => {
  const { run, path } = initialized("twice", { "planproof.json": '{ "failOn": "high" }' });
  assert.deepEqual(run, {
    code: 2,
    out: "",
    err: "planproof: cannot write `planproof.json`: it is there already; change it, or remove it first\n",
  });
  assert.equal(readFileSync(path, "utf8"), '{ "failOn": "high" }');
});

test("knows the schema of the installed package, and the policy above", async () => {
  const { cwd } = initialized("above", { "node_modules/planproof/planproof.schema.json": "{}" });
  assert.match(readFileSync(join(cwd, "planproof.json"), "utf8"), /^ {2}"\$schema": "\.\/node_modules\/planproof\/planproof\.schema\.json",$/m);
  writeFileSync(join(cwd, "planproof.json"), '{ "failOn": "never", "regions": ["eu-central-1"] }');
  const { path } = initialized("above/below");
  const text = readFileSync(path, "utf8");
  assert.match(text, /"\$schema": "\.\.\/node_modules\/planproof\/planproof\.schema\.json"/);
  assert.match(text, /"extends": "\.\.\/planproof\.json"/);
  assert.deepEqual((await loadPolicy(path)).regions, ["eu-central-1"]);
});
