// What the README says, run as it is written.

import assert from "node:assert/strict";
import { cpSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { after, test } from "node:test";
import { registry } from "../package/registry.mjs";
import { bare, broken } from "../package/scratch.mjs";
import { environment, program, read } from "./conftest.mjs";

const [plugin, reformat, adapter, exceptions] = [...read("wasm/conftest/README.md").matchAll(/^```console\n([^]*?)^```$/gm)].map(
  ([, text]) => text.split("\n").filter((line) => line.startsWith("$ ")).map((line) => line.slice(2)),
);

const project = bare();
const { url, close } = await registry(project.tarball, JSON.parse(read("wasm/npm/package.json")));
after(close);
mkdirSync(join(project.folder, "sandbox"));
mkdirSync(join(project.folder, "policy"));
cpSync(broken, join(project.folder, "sandbox/plan.json"));
const env = {
  ...environment,
  PATH: [dirname(program), process.env.PATH].join(delimiter),
  npm_config_registry: url,
  npm_config_cache: join(project.folder, ".npm"),
  npm_config_audit: "false",
};

/** Runs lines as a person at a shell does: one after another, whatever each ends in; gives what the last one does. */
const shell = (lines) => project.run("bash", ["-c", lines.join("\n")], { env });

test("the plugin, in three lines", () => {
  assert.equal(plugin.length, 3);
  const { code, out, err } = shell(plugin);
  assert.equal(code, 1, err);
  assert.match(out, /FAIL.* - plan\.json - main - aws_db_instance\.payments: /);
});

test("its JSON, in another format of Conftest's", () => {
  const { code, out, err } = shell(reformat);
  assert.equal(code, 0, err);
  assert.match(out, /│ failure │ plan\.json │ main +│ aws_db_instance\.payments: /);
});

test("findings in `conftest test`", () => {
  const { code, out, err } = shell(adapter);
  assert.equal(code, 1, err);
  assert.match(out, /FAIL.* - - planproof - aws_db_instance\.payments: /);
});

test("an exception", () => {
  const { code, out, err } = shell(exceptions);
  assert.equal(code, 1, err);
  assert.match(out, /EXCP.* - - planproof - data\.planproof\.exception\[_\]\[_\] == "hardcoded_password"/);
});
