// What lies around an input on the disk, or among the files that a program passes.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { check } from "../index.mjs";
import { planproof } from "./program.mjs";

const scratch = mkdtempSync(join(tmpdir(), "planproof-surroundings-"));
after(() => rmSync(scratch, { recursive: true }));

const call = (source) => JSON.stringify({
  module: { net: { source, cidr: "10.0.0.0/16" } },
  output: { vpc: { value: "${module.net.vpc}" } },
});
const net = JSON.stringify({
  variable: { name: {}, key: { sensitive: true, default: "k" } },
  output: { vpcs: { value: "${var.name}" }, key: { value: "${var.key}" } },
});
const expected = [
  "invalid-module-call module.net: the module declares no variable `cidr`",
  "invalid-module-call module.net: the module needs `name`, which is not given",
  "undeclared-reference output.vpc: the output `module.net.vpc` is declared nowhere; there is `module.net.vpcs`",
];

const said = ({ findings }) =>
  findings.map(({ rule, address, message }) => `${rule} ${address}: ${message}`).sort();

/** Makes a folder with these files; gives what a check of one of them finds, from where it is run. */
function folder(name, files) {
  const root = join(scratch, name);
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
  return (path, from = ".") => {
    const run = planproof(["check", path, "--format", "json"], { cwd: join(root, from) });
    assert.equal(run.err, "");
    return said(JSON.parse(run.out));
  };
}

test("a call is held against the module beside it, from whatever folder", () => {
  const check = folder("called", {
    ".git/HEAD": "",
    "stack/main.tf.json": call("../modules/net"),
    "modules/net/main.tf.json": net,
  });
  assert.deepEqual(check("stack"), expected);
  assert.deepEqual(check("stack/main.tf.json"), expected);
  assert.deepEqual(check(".", "stack"), expected);
  assert.deepEqual(check(join(scratch, "called/stack"), "modules"), expected);
});

test("a folder that another one calls is no root", () => {
  const files = { ".git/HEAD": "", "stack/main.tf.json": call("../net"), "net/main.tf.json": net };
  const check = folder("root", files);
  assert.deepEqual(check("."), expected);
  // Alone it may be one: its variable is to be given, and its output shows a secret.
  assert.deepEqual(
    check("net").map((finding) => finding.split(" ")[0]),
    ["invalid-variable", "misused-sensitive-value"],
  );
});

test("a module in native syntax is left alone, and a folder that is not there is told", () => {
  const check = folder("native", {
    ".git/HEAD": "",
    "stack/main.tf.json": call("../net"),
    "net/main.tf": "",
    "other/main.tf.json": call("../nets"),
    "cdktf.out/manifest.json": "{}",
    "cdktf.out/stacks/web/cdk.tf.json": call("./modules/net"),
    "copied/web/cdk.tf.json": call("./modules/net"),
  });
  assert.deepEqual(check("stack"), []);
  const absent = (source) => [
    `invalid-module-call module.net: there is no folder \`${source}\`; its path starts from the folder that calls it`,
  ];
  assert.deepEqual(check("other"), absent("../nets"));
  assert.deepEqual(check("cdktf.out"), absent("./modules/net"));
  // What a stack refers to may have stayed where it was synthesized.
  assert.deepEqual(check("copied"), []);
  assert.deepEqual(folder("alone", { "main.tf.json": call("./net") })("."), []);
});

test("nothing is told of what is outside of the repository", () => {
  const check = folder("outside", {
    "repository/.git/HEAD": "",
    "repository/stack/main.tf.json": call("../../net"),
    "repository/linked/main.tf.json": call("../link"),
    "repository/file/main.tf.json": JSON.stringify({
      output: {
        a: { value: '${file("${path.module}/../../nowhere")}' },
        b: { value: '${file("${path.module}/../nowhere")}' },
        c: { value: '${file("/nowhere")}' },
      },
    }),
    "net/main.tf.json": net,
  });
  symlinkSync(join(scratch, "outside/net"), join(scratch, "outside/repository/link"));
  mkdirSync(join(scratch, "outside/repository/files"));
  symlinkSync(join(scratch, "outside/net/main.tf.json"), join(scratch, "outside/repository/files/main.tf.json"));
  writeFileSync(join(scratch, "outside/repository/linked/main.tf.json"), call("../files"));
  assert.deepEqual(check("repository/linked"), []);
  writeFileSync(join(scratch, "outside/repository/linked/main.tf.json"), call("../link"));
  assert.deepEqual(check("repository/stack"), []);
  assert.deepEqual(check("repository/linked"), []);
  assert.deepEqual(check("repository/file"), [
    "invalid-function-call output.b: `file` reads `./../nowhere`, which is not there",
  ]);
});

test("stacks that CDKTF synthesized know each other's outputs", () => {
  const stack = (stackName, rest) => JSON.stringify({ "//": { metadata: { stackName, version: "0.21.0" } }, ...rest });
  const input = "cross-stack-reference-input-net";
  const check = folder("stacks", {
    "cdktf.out/manifest.json": "{}",
    "cdktf.out/stacks/net/cdk.tf.json": stack("net", { output: { vpc: { value: "1" } } }),
    "cdktf.out/stacks/web/cdk.tf.json": stack("web", {
      data: { terraform_remote_state: { [input]: { backend: "local", config: { path: "net.tfstate" } } } },
      output: { vpc: { value: `\${data.terraform_remote_state.${input}.outputs.vpcs}` } },
    }),
  });
  const reference = `data.terraform_remote_state.${input}.outputs`;
  assert.deepEqual(
    check(".").filter((finding) => finding.startsWith("undeclared-reference")),
    [`undeclared-reference output.vpc: the output \`${reference}.vpcs\` is declared nowhere; there is \`${reference}.vpc\``],
  );
});

test("files that are passed together lie around each other, where these are all", async () => {
  const files = [
    { path: "stack/main.tf.json", contents: call("../net") },
    { path: "./net/main.tf.json", contents: new TextEncoder().encode(net) },
  ];
  assert.deepEqual(said(await check(files, {}, { isWhole: true })), expected);
  assert.deepEqual(said(await check(files)), []);
});

test("a program says itself what lies around", async () => {
  const stack = [{ path: "stack/main.tf.json", contents: call("../net") }];
  const asked = [];
  const surroundings = {
    module: (path) => void asked.push(path) ?? [{ path: "main.tf.json", contents: net }],
    file: () => undefined,
    isThere: () => undefined,
  };
  assert.deepEqual(said(await check(stack, {}, { isWhole: true, surroundings })), expected);
  assert.deepEqual(asked, ["net"]);
  const failing = { ...surroundings, module: () => { throw new Error("no"); } };
  assert.deepEqual(said(await check(stack, {}, { isWhole: true, surroundings: failing })), []);
});
