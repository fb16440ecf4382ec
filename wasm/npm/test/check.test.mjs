// `planproof check`: exit codes, inputs, outputs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { fixture } from "./fixtures.mjs";
import { clean, planproof, program } from "./program.mjs";

const broken = fixture("payments-broken", "plan.json");
const mended = fixture("payments-mended", "plan.json");
const truncated = fixture("broken", "truncated.json");
const escape = "\u001b[";

const scratch = mkdtempSync(join(tmpdir(), "planproof-"));
after(() => rmSync(scratch, { recursive: true }));

describe("exit codes", () => {
  test("0 where nothing is found", () => {
    const { code, out, err } = planproof(["check", mended]);
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /^Deployable/);
  });

  test("1 where findings fail the check", () => {
    const { code, out, err } = planproof(["check", broken]);
    assert.deepEqual({ code, err }, { code: 1, err: "" });
    assert.match(out, /hardcoded-password/);
  });

  test("0 where findings are below --fail-on", () => {
    assert.equal(planproof(["check", broken, "--fail-on", "never"]).code, 0);
    assert.equal(planproof(["check", broken, "--fail-on=critical"]).code, 1);
  });

  test("2 where the only input cannot be judged, and no report", () => {
    const { code, out, err } = planproof(["check", truncated]);
    assert.deepEqual({ code, out }, { code: 2, out: "" });
    assert.match(err, /^planproof: .*truncated\.json:\d+:\d+: [^\n;]+; [^\n]+\n$/);
  });

  test("2 where one of several inputs cannot be judged, and the others are reported as one", () => {
    const { code, out, err } = planproof(["check", broken, truncated, mended, "--format", "json"]);
    assert.equal(code, 2);
    assert.equal(err.split("\n").length, 2);
    const report = JSON.parse(out);
    assert.deepEqual(report.inputs.map(({ path }) => path), [broken, mended]);
    assert.ok(report.findings.length > 0);
    assert.equal(planproof(["check", mended, truncated]).code, 2);
  });
});

describe("inputs", () => {
  test("standard input is read without a file and for `-`", () => {
    const input = readFileSync(broken);
    const piped = planproof(["check", "--format", "json"], { input });
    assert.equal(piped.code, 1);
    assert.equal(JSON.parse(piped.out).inputs[0].path, "-");
    assert.deepEqual(planproof(["check", "-", "--format", "json"], { input }), piped);
    assert.equal(planproof(["check", mended, "-"], { input }).code, 1);
    const twice = planproof(["check", "-", "-"], { input });
    assert.deepEqual({ ...twice, err: twice.err.slice(0, 27) }, { code: 2, out: "", err: "planproof: `-` is given twi" });
  });

  test("nothing on standard input is no clean pass", () => {
    const { code, out, err } = planproof(["check"]);
    assert.deepEqual({ code, out }, { code: 2, out: "" });
    assert.match(err, /^planproof: -(:1:1)?: the input is empty; /);
  });

  for (const [name, code] of Object.entries({
    "plan.json": 1,
    "utf8-bom.json": 1,
    "utf16le-bom.json": 1,
    "utf16be-bom.json": 1,
    "utf16le.json": 1,
    "wrapper-line.json": 1,
    "truncated.json": 2,
    "not-json.txt": 2,
    "empty.json": 2,
    "not-terraform.json": 2,
    "array.json": 2,
    "trailing-comma.tf.json": 2,
    "plan.binary": 2,
    "main.tf": 2,
    "events.jsonl": 2,
    "backend.tfstate": 2,
  })) {
    test(`${name} exits with ${code}`, () => {
      const path = fixture("broken", name);
      const run = planproof(["check", path]);
      assert.equal(run.code, code);
      if (code === 2) {
        assert.equal(run.out, "");
        assert.ok(run.err.startsWith(`planproof: ${path}:`), run.err);
        assert.match(run.err, /^[^\n]+; [^\n]+\n$/, "one line with what to do");
      } else {
        assert.equal(run.err, "");
        assert.match(run.out, /hardcoded-password/);
      }
    });
  }

  test("the files of a folder are one configuration, and each synthesized stack is one", () => {
    const folder = join(scratch, "project");
    const write = (name, value) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), JSON.stringify(value));
    };
    const database = (password) => ({ aws_db_instance: { main: { username: "app", password } } });
    write("main.tf.json", { provider: { aws: {} }, resource: database("${var.password}") });
    write("variables.tf.json", { variable: { password: {} } });
    write("prod_override.tf.json", { resource: database("correct-horse-battery") });
    write("modules/queue/main.tf.json", { resource: { aws_sqs_queue: { jobs: { nmae: "jobs" } } } });
    write("node_modules/other/main.tf.json", { resource: database("swordfish") });
    write("cdktf.out/manifest.json", { version: "0.21.0", stacks: {} });
    for (const stack of ["api", "web"]) {
      write(`cdktf.out/stacks/${stack}/cdk.tf.json`, {
        "//": { metadata: { stackName: stack } },
        resource: database("swordfish"),
      });
    }
    const run = planproof(["check", folder, "--format", "json"]);
    assert.equal(run.code, 1, run.err);
    const { inputs, findings } = JSON.parse(run.out);
    assert.deepEqual(
      inputs.map(({ path, kind, resources }) => [relative(folder, path), kind, resources]),
      [
        ["cdktf.out/stacks/api/cdk.tf.json", "cdktf", 1],
        ["cdktf.out/stacks/web/cdk.tf.json", "cdktf", 1],
        ["", "project", 1],
        ["modules/queue/main.tf.json", "configuration", 1],
      ],
    );
    const places = findings
      .filter(({ rule }) => rule === "hardcoded-password" || rule === "unknown-argument")
      .map(({ location }) => [relative(folder, location.file), location.pointer]);
    assert.deepEqual(places.sort(), [
      ["cdktf.out/stacks/api/cdk.tf.json", "/resource/aws_db_instance/main/password"],
      ["cdktf.out/stacks/web/cdk.tf.json", "/resource/aws_db_instance/main/password"],
      ["modules/queue/main.tf.json", "/resource/aws_sqs_queue/jobs/nmae"],
      ["prod_override.tf.json", "/resource/aws_db_instance/main/password"],
    ]);
    // Files that are named together belong together too.
    const named = ["main", "variables"].map((name) => join(folder, `${name}.tf.json`));
    const { inputs: one } = JSON.parse(planproof(["check", ...named, "--format", "json"]).out);
    assert.deepEqual(one.map(({ path, kind }) => [path, kind]), [[folder, "project"]]);
    // What CDKTF wrote may be named itself.
    assert.equal(planproof(["check", join(folder, "cdktf.out")]).code, 1);
  });

  test("files of HCL beside a configuration are not passed over in silence", () => {
    const folder = join(scratch, "mixed");
    mkdirSync(folder);
    writeFileSync(join(folder, "main.tf.json"), '{"locals": {"a": 1}}');
    writeFileSync(join(folder, "main.tf"), "");
    const { code, err } = planproof(["check", join(folder, "main.tf.json")]);
    assert.equal(code, 0);
    assert.match(err, /^planproof: [^\n]*mixed: one file of HCL beside it not read; a plan holds everything\n$/);
  });

  test("a broken file of a folder is named", () => {
    const folder = join(scratch, "broken-project");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.tf.json"), '{"locals": {}}');
    writeFileSync(join(folder, "b.tf.json"), '{\n "locals": {"a": 1,}\n}');
    const { code, out, err } = planproof(["check", folder]);
    assert.deepEqual({ code, out }, { code: 2, out: "" });
    assert.match(err, /^planproof: [^\n]*b\.tf\.json:2:\d+: not JSON: [^\n]+\n$/);
  });

  test("a missing file and an empty folder are told apart", () => {
    const line = (path) => {
      const { code, out, err } = planproof(["check", path]);
      assert.deepEqual({ code, out }, { code: 2, out: "" });
      assert.match(err, /^planproof: [^\n]+: [^\n]+; [^\n]+\n$/);
      return err;
    };
    mkdirSync(join(scratch, "stack"));
    writeFileSync(join(scratch, "stack", "notes.txt"), "{}");
    assert.match(line(join(scratch, "nope.json")), /there is no such file/);
    assert.match(line(join(scratch, "stack", "notes.txt", "x")), /there is no such file/);
    assert.match(line(join(scratch, "stack")), /this folder holds no plan, no `\*\.tf\.json` and no `cdktf\.out`;/);
  });

  test("a large file is judged as a small one", () => {
    const path = join(scratch, "spacious.json");
    const bytes = readFileSync(broken);
    const padded = Buffer.concat([Buffer.alloc(2 ** 22, " "), bytes]);
    writeFileSync(path, padded);
    const shown = (input) => planproof(["check", input]).out.replaceAll(input, "FILE").replace(/(?<=FILE:\d+:)\d+/g, "");
    assert.equal(shown(path), shown(broken));
    writeFileSync(path, padded.subarray(0, -bytes.length / 2));
    const { code, err } = planproof(["check", path]);
    assert.deepEqual([code, /spacious\.json:\d+:\d+: the text ends inside/.test(err)], [2, true], err);
  });

  test("a file that is too large is refused before it is read", () => {
    const path = join(scratch, "large.json");
    writeFileSync(path, "{}");
    truncateSync(path, 2 ** 31);
    assert.match(planproof(["check", path]).err, /^planproof: .*large\.json: the input is larger than 2 GB; split/);
  });

  test("a file that may not be read", { skip: process.getuid?.() === 0 && "root may read everything" }, () => {
    const path = join(scratch, "secret.json");
    writeFileSync(path, "{}");
    chmodSync(path, 0);
    const { code, err } = planproof(["check", path]);
    assert.equal(code, 2);
    assert.match(err, /may not read it/);
  });

  test("a file's name can neither break the line nor steer the terminal", () => {
    const { err } = planproof(["check", "a\nb\u001b[31m.json"]);
    assert.match(err, /^planproof: a\\u\{a\}b\\u\{1b\}\[31m\.json: [^\n\u001b]+\n$/);
  });

  test("what a configuration holds can neither break a line nor steer the terminal", () => {
    const filename = "lib/\u001b[2J\n::error::x.py";
    const input = JSON.stringify({ resource: { aws_lambda_function: { "f\u0007": { filename } } } });
    const { code, out } = planproof(["check"], { input });
    assert.equal(code, 1);
    assert.match(out, /lambda-package-not-archive/);
    assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|^::/m);
  });

  test("the parameters reach the rules", () => {
    const findings = (...words) => {
      const { out } = planproof(["check", broken, "--format", "json", ...words]);
      return JSON.parse(out).findings.filter(({ rule }) => rule === "nat-gateway-outside-production").length;
    };
    assert.ok(findings("--environment", "dev") > 0);
    assert.equal(findings("--environment", "prod"), 0);
  });
});

describe("outputs", () => {
  test("the same input gives the same bytes", () => {
    for (const format of ["text", "json", "sarif", "junit", "markdown"]) {
      const words = ["check", broken, mended, "--format", format];
      assert.equal(planproof(words).out, planproof(words).out);
    }
  });

  test("FILE takes the place of standard output", () => {
    const file = join(scratch, "report.json");
    const { code, out } = planproof(["check", broken, "--format", "json", "--output", file]);
    assert.deepEqual({ code, out }, { code: 1, out: "" });
    assert.equal(readFileSync(file, "utf8"), planproof(["check", broken, "--format", "json"]).out);
  });

  test("FORMAT=FILE is one more report, as often as wanted", () => {
    const [json, text] = [join(scratch, "more.json"), join(scratch, "more.txt")];
    const words = ["check", broken, "--output", `json=${json}`, `--output=text=${text}`];
    const { code, out } = planproof(words, { env: { FORCE_COLOR: "1" } });
    assert.equal(code, 1);
    assert.ok(out.includes(escape));
    assert.equal(JSON.parse(readFileSync(json, "utf8")).inputs[0].path, broken);
    assert.equal(readFileSync(text, "utf8"), planproof(["check", broken]).out, "a file has no colours");
  });

  test("GitHub gets a summary of the job behind what other steps wrote", () => {
    const file = join(scratch, "summary.md");
    writeFileSync(file, "before\n");
    const env = { GITHUB_STEP_SUMMARY: file };
    const { code, out } = planproof(["check", broken, "--format", "github"], { env });
    assert.equal(code, 1);
    assert.match(out, /^::notice title=planproof::/);
    const markdown = planproof(["check", broken, "--format", "markdown"]).out;
    assert.equal(readFileSync(file, "utf8"), `before\n${markdown}`);
    planproof(["check", broken], { env });
    assert.equal(readFileSync(file, "utf8"), `before\n${markdown}`, "other formats add nothing");
    const unwritten = planproof(["check", mended, "--format", "github"], { env: { GITHUB_STEP_SUMMARY: scratch } });
    assert.equal(unwritten.code, 2);
    assert.match(unwritten.err, /^planproof: cannot write `.*`: it is a folder; name a file in it\n$/);
  });

  test("a file's name is no command to the system whose log it gets into", () => {
    const { err } = planproof(["check", "##vso[task.setvariable variable=a]b\n##[error]c.json"]);
    assert.ok(err.startsWith("planproof: #\\u{23}vso[task.setvariable variable=a]b\\u{a}#\\u{23}[error]c.json: "), err);
  });

  test("what cannot be written is said, and the rest is written", () => {
    const words = ["check", mended, "--output", join(scratch, "no", "report"), "--output", "json=-"];
    const { code, out, err } = planproof(words);
    assert.equal(code, 2);
    assert.match(err, /^planproof: cannot write `.*report`: there is no such folder\n$/);
    assert.equal(JSON.parse(out).summary.failing, 0);
    assert.match(planproof(["check", mended, "--output", scratch]).err, /it is a folder/);
  });

  test("a full disk is no success", { skip: process.platform !== "linux" }, async () => {
    const child = spawn("bash", ["-c", `"${process.execPath}" "${program}" check "${mended}" >/dev/full`]);
    const [code] = await once(child, "exit");
    assert.equal(code, 2);
  });

  test("a reader that goes away is no fault", async () => {
    const words = [program, "check", "-", "--format", "json"];
    const child = spawn(process.execPath, words, { env: clean });
    let err = "";
    child.stderr.on("data", (data) => (err += data));
    child.stdout.destroy();
    child.stdin.end(readFileSync(broken));
    const [code] = await once(child, "close");
    assert.deepEqual({ code, err }, { code: 1, err: "" });
  });

  test("colours are for terminals, unless asked for", () => {
    const coloured = (env, ...more) => planproof(["check", broken, ...more], { env }).out.includes(escape);
    assert.equal(coloured({}), false);
    assert.equal(coloured({ FORCE_COLOR: "1" }), true);
    assert.equal(coloured({ FORCE_COLOR: "0" }), false);
    assert.equal(coloured({ NO_COLOR: "1" }), false);
    assert.equal(coloured({ FORCE_COLOR: "1" }, "--format", "json"), false);
  });
});

test("the JSON has the keys it promises", () => {
  const report = JSON.parse(planproof(["check", broken, "--format", "json"]).out);
  const keys = (value) => Object.keys(value).sort().join(" ");
  assert.equal(keys(report), "baseline findings inputs schemaVersion summary tool undetermined waived waivers");
  assert.equal(report.schemaVersion, 1);
  assert.equal(keys(report.tool), "name version");
  assert.equal(keys(report.inputs[0]), "detected kind notes path resources terraformVersion");
  assert.equal(
    keys(report.summary),
    "blockers critical deployable failOn failing high info low medium undetermined waived",
  );
  assert.ok(report.findings.length >= 10);
  for (const finding of report.findings) {
    assert.equal(
      keys(finding),
      "address attribute blocking category constructPath docs fingerprint location message related remedy rule severity",
    );
    assert.equal(keys(finding.location), "column endColumn endLine file line pointer");
    for (const related of finding.related) assert.equal(keys(related), "address location message");
    assert.match(finding.fingerprint, /^[0-9a-f]{16}$/);
    assert.match(finding.docs, /^https:/);
  }
  for (const open of report.undetermined) assert.equal(keys(open), "address attribute rule");
});
