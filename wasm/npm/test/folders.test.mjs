// Which files of a folder `planproof check` takes, and that threads change nothing but the time.

import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { judgeInThreads } from "../cli/check/threads.mjs";
import { fixture } from "./fixtures.mjs";
import { planproof } from "./program.mjs";

const scratch = mkdtempSync(join(tmpdir(), "planproof-folders-"));
after(() => rmSync(scratch, { recursive: true }));

const plan = readFileSync(fixture("payments-mended", "plan.json"));
const broken = readFileSync(fixture("payments-broken", "plan.json"));
const configuration = '{"locals": {"a": 1}}';

/** Makes a folder with these files; gives a function that runs `planproof check` in it. */
function folder(name, files) {
  const root = join(scratch, name);
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
  return { root, check: (...words) => planproof(["check", ...words], { cwd: root }) };
}

/** The inputs of a JSON report. */
const inputs = ({ out }) => JSON.parse(out).inputs.map(({ path }) => path);

test("plans by the names that people give them, in every folder that is not hidden or installed", () => {
  const taken = [
    "a/plan.json",
    "b/tfplan.json",
    "c/plan.out.json",
    "d/terraform-plan.json",
    "e/prod.tfplan.json",
    "f/prod.plan.json",
    "g/tf_plan.json",
    "h/TFPLAN.JSON",
  ];
  const left = [
    ".terraform/plan.json",
    ".git/plan.json",
    "node_modules/other/plan.json",
    "i/meal-plan.json",
    "i/plans.json",
    "i/package.json",
    "i/airplan.json",
    "i/plan.json.bak",
  ];
  const { check } = folder("names", {
    ...Object.fromEntries(taken.map((path) => [path, plan])),
    ...Object.fromEntries(left.map((path) => [path, "no JSON at all"])),
    ".gitignore": "*plan*\n",
  });
  const run = check(".", "--format", "json");
  assert.deepEqual([run.code, run.err], [0, ""]);
  assert.deepEqual(inputs(run), taken);
});

test("what is passed over is said in one line, but for what went into a plan", () => {
  const { check } = folder("passed", {
    "a/main.tf.json": configuration,
    "a/main.tf": "",
    "a/outputs.tofu": "",
    "a/only.tofu.json": "{}",
    "a/terraform.tfstate": "{}",
    "a/tfplan": "PK\u0003\u0004 and so on",
    "a/plan": "a plan for tomorrow",
    "b/plan.json": plan,
    "b/main.tf": "",
    "b/tfplan": "PK\u0003\u0004 and so on",
  });
  const { code, err } = check(".");
  assert.equal(code, 0);
  assert.equal(
    err,
    "planproof: .: not read: 2 files of HCL, one file for OpenTofu alone, one binary plan (`a/tfplan`), one state; " +
      "`terraform show -json` makes JSON of a plan; keep it as `plan.json`\n",
  );
  assert.equal(check(".", "--quiet").err, "");
  assert.equal(check("b").err, "");
});

test("what no file of a folder declares is declared nowhere, unless something may be read or written beside them", () => {
  const reference = JSON.stringify({ locals: { name: "${local.none}" } });
  const { check } = folder("whole", {
    "all/main.tf.json": reference,
    "all/outputs.tf.json": configuration,
    "hcl/main.tf.json": reference,
    "hcl/locals.tf": "",
    "generated/main.tf.json": reference,
    "generated/terragrunt.hcl": "",
  });
  const found = (...paths) => /undeclared-reference/.test(check(...paths).out);
  assert.deepEqual(["all", "hcl", "generated"].map((name) => found(name)), [true, false, false]);
  assert.equal(found("all/main.tf.json", "all/outputs.tf.json"), true);
  assert.equal(found("all/main.tf.json"), false);
});

test("a folder with nothing to check is an error that says what is there", () => {
  const { check } = folder("nothing", { "hcl/main.tf": "", "binary/tfplan": "PK\u0003\u0004", "none/README.md": "" });
  const line = (name, end) => {
    const { code, out, err } = check(name);
    assert.deepEqual([code, out], [2, ""]);
    assert.equal(err, `planproof: ${name}: this folder holds no plan, no \`*.tf.json\` and no \`cdktf.out\`${end}\n`);
  };
  line("none", "; name a file that `terraform show -json` wrote, or run `cdktf synth` first");
  line(
    "hcl",
    ", only one file of HCL; a plan holds everything: " +
      "`terraform plan -out=tfplan && terraform show -json tfplan > plan.json`",
  );
  line(
    "binary",
    ", only one binary plan (`binary/tfplan`); `terraform show -json` makes JSON of a plan; keep it as `plan.json`",
  );
});

test("links to files are followed, links to folders are named, and circles do no harm", () => {
  const { root, check } = folder("links", { "shared.tf.json": configuration, "stack/main.tf.json": '{"locals": {"b": 1}}' });
  symlinkSync("../shared.tf.json", join(root, "stack", "shared.tf.json"));
  symlinkSync("..", join(root, "stack", "up"));
  symlinkSync("self.txt", join(root, "self.txt"));
  const run = check("stack", "--format", "json");
  assert.deepEqual([run.code, inputs(run)], [0, ["stack"]]);
  assert.match(run.err, /^planproof: stack: not read: one linked folder; name what else is to be checked\n$/);

  symlinkSync("nowhere.tf.json", join(root, "stack", "lost.tf.json"));
  const { code, err } = check("stack");
  assert.equal(code, 2);
  assert.match(err, /^planproof: stack\/lost\.tf\.json: there is no such file; /m);
});

test("every file that cannot be judged is named, and the others are reported", () => {
  const { check } = folder("faults", {
    "a/one.tf.json": '{"locals": {"a": }}',
    "a/two.tf.json": '{"locals": {"a": 1,}}',
    "a/three.tf.json": "{}",
    "b/plan.json": broken,
    "c/plan.json": "{",
  });
  const run = check(".", "--format", "json");
  assert.equal(run.code, 2);
  assert.deepEqual(inputs(run), ["b/plan.json"]);
  assert.deepEqual(
    run.err.trim().split("\n").map((line) => /^planproof: (\S+?):1:\d+: /.exec(line)?.[1]),
    ["a/one.tf.json", "a/two.tf.json", "c/plan.json"],
  );
});

test("a folder that may not be listed is an error", { skip: process.getuid?.() === 0 && "root may list everything" }, () => {
  const { root, check } = folder("closed", { "a/plan.json": plan, "b/plan.json": plan });
  chmodSync(join(root, "b"), 0);
  const { code, err } = check(".");
  assert.deepEqual([code, /^planproof: b: the folder cannot be searched: /.test(err)], [2, true], err);
});

test("a file that is named twice is checked once", () => {
  const { check } = folder("twice", { "a/plan.json": plan });
  assert.deepEqual(inputs(check(".", "a/plan.json", "./a", "--format", "json")), ["a/plan.json"]);
});

test("in threads, the report is the same, and so is what is wrong", () => {
  const { root, check } = folder("threads", { "broken/plan.json": "{" });
  // Enough of it to be worth threads, which judge the later ones sooner than the first.
  const spacious = Buffer.concat([Buffer.alloc(2 ** 23, " "), broken]);
  writeFileSync(join(root, "plan.json"), spacious);
  for (const name of ["a", "b", "c"]) {
    mkdirSync(join(root, name));
    copyFileSync(fixture(name === "b" ? "payments-broken" : "payments-mended", "plan.json"), join(root, name, "plan.json"));
  }
  const all = check(".", "--format", "json");
  assert.equal(all.code, 2);
  assert.match(all.err, /^planproof: broken\/plan\.json:1:\d+: the text ends inside [^\n]+\n$/);
  assert.deepEqual(inputs(all), ["a/plan.json", "b/plan.json", "c/plan.json", "plan.json"]);
  assert.deepEqual(check(".", "--format", "json"), all);
  // One file alone is judged without a thread.
  const alone = JSON.parse(check("plan.json", "--format", "json").out).findings;
  const findings = JSON.parse(all.out).findings.filter(({ location }) => location.file === "plan.json");
  assert.deepEqual(findings, alone);
});

test("a thread that fails takes no other input along", async () => {
  const path = fixture("payments-broken", "plan.json");
  const good = { path, files: [path], size: 1 };
  const outcomes = await judgeInThreads([{ path: "bad", size: 1 }, good, { path: "worse", size: 1 }, good], {}, false);
  const [bad, first, worse, second] = outcomes.map(({ report, complaints }) => report?.findings ?? complaints.join());
  for (const complaint of [bad, worse]) assert.match(complaint, /^(bad|worse): it could not be judged: [^\n]+; check it alone/);
  assert.ok(first.length > 0);
  assert.deepEqual(first, second);
});
