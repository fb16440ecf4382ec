// The policy's file, waivers and baselines, as people keep them.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { check, baseline, loadPolicy, PlanproofError } from "planproof";
import { fixture } from "./fixtures.mjs";
import { planproof } from "./program.mjs";

const plan = fixture("payments-broken", "plan.json");
const made = [];
after(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder that holds these files: text, or what is written as JSON. */
function folderOf(files) {
  const folder = mkdtempSync(join(tmpdir(), "planproof-"));
  made.push(folder);
  for (const [name, contents] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof contents === "string" ? contents : JSON.stringify(contents));
  }
  return folder;
}

/** What a check in a folder says, with the exit code. */
function checked(cwd, ...words) {
  const { code, out, err } = planproof(["check", plan, "--format", "json", ...words], { cwd });
  return { code, err, report: out === "" ? undefined : JSON.parse(out) };
}

const named = (findings, rule) => findings.filter((finding) => finding.rule === rule);

describe("the policy's file", () => {
  test("is found in the folder or above it, and may have comments", () => {
    const folder = folderOf({
      "planproof.json": `{
        // Tags are somebody else's business.
        "rules": { "governance": "off", "api-cannot-invoke-lambda": "low", },
      }`,
      "a/b/.keep": "",
    });
    const { report } = checked(join(folder, "a/b"));
    assert.equal(named(checked(tmpdir()).report.findings, "missing-required-tags").length > 0, true);
    assert.deepEqual(named(report.findings, "missing-required-tags"), []);
    const [lowered] = named(report.findings, "api-cannot-invoke-lambda");
    assert.deepEqual([lowered.severity, lowered.blocking], ["low", true]);
  });

  test("gives way to the command line", () => {
    const folder = folderOf({ "planproof.json": { failOn: "never" }, "strict.json": { failOn: "high" } });
    assert.equal(checked(folder).code, 0);
    assert.equal(checked(folder, "--fail-on", "high").code, 1);
    assert.equal(checked(folder, "--policy", "strict.json").code, 1);
  });

  test("is laid over files and packages that it extends", async () => {
    const folder = folderOf({
      "planproof.json": { extends: ["@acme/policy", "./base/team.json"], rules: { iam: "info" } },
      "base/team.json": { rules: { governance: "off" }, failOn: "high", extends: "./more.json" },
      "base/more.json": { rules: { iam: "off", naming: "off" }, regions: ["eu-central-1"] },
      "node_modules/@acme/policy/package.json": { name: "@acme/policy", version: "1.0.0", main: "policy.json" },
      "node_modules/@acme/policy/policy.json": {
        failOn: "never",
        profile: "all",
        waivers: [{ rule: "cost", reason: "agreed" }],
      },
    });
    const policy = await loadPolicy(join(folder, "planproof.json"));
    assert.deepEqual(policy.rules, { iam: "info", naming: "off", governance: "off" });
    assert.deepEqual([policy.failOn, policy.profile, policy.regions], ["high", "all", ["eu-central-1"]]);
    const [{ location }] = policy.waivers;
    assert.match(location.file, /policy\.json$/);
    assert.equal((await check(readFileSync(plan), policy)).summary.failOn, "high");
  });

  const refusals = [
    [{ "planproof.json": '{\n  "rules": { "api-cannot-invoke-lamda": "off" }\n}' },
      "planproof: planproof.json:2:14: `api-cannot-invoke-lamda` is no rule and no category; the nearest is `api-cannot-invoke-lambda`; correct or remove it\n"],
    [{ "planproof.json": '{ "failon": "high" }' },
      "planproof: planproof.json:1:3: `failon` is not known; the nearest is `failOn`; correct or remove it\n"],
    [{ "planproof.json": "{" }, "planproof: planproof.json:1:2: not JSON: the text ends inside a JSON value; correct or remove it\n"],
    [{ "planproof.json": '{ "extends": "./none.json" }' },
      "planproof: planproof.json:1:14: `none.json`: there is no such file; name the file of a policy, such as planproof.json\n"],
    [{ "planproof.json": '{ "extends": "none" }' },
      "planproof: planproof.json:1:14: there is no package `none` here; install it, or write `./none` for a file beside this one\n"],
    [{ "planproof.json": '{ "extends": "./a.json" }', "a.json": '{ "extends": ["./planproof.json"] }' },
      "planproof: a.json:1:15: `planproof.json` extends itself; take it out of one `extends`\n"],
    [{ "planproof.json": '{ "baseline": "none.json" }' },
      "planproof: planproof.json:1:15: `none.json`: there is no such file; write it by `planproof check --write-baseline FILE`\n"],
    [{ "planproof.json": '{ "waivers": [{ "rule": "cost", "reason": "x", "expires": "soon" }] }' },
      "planproof: planproof.json:1:59: `soon` is no day; write it as `YYYY-MM-DD`; correct or remove it\n"],
  ];
  for (const [files, complaint] of refusals) {
    test(`is refused: ${complaint.trim()}`, () => {
      const { code, err, report } = checked(folderOf(files));
      assert.deepEqual([code, err, report], [2, complaint, undefined]);
    });
  }

  test("that is named has to be there", () => {
    const { code, err } = checked(tmpdir(), "--policy", "none.json");
    const complaint = "planproof: `none.json`: there is no such file; name the file of a policy, such as planproof.json\n";
    assert.deepEqual([code, err], [2, complaint]);
  });
});

describe("waivers", () => {
  const rule = "api-cannot-invoke-lambda";

  test("accept what they are about, and say when they end or accept nothing", () => {
    const folder = folderOf({
      "planproof.json": {
        waivers: [
          { rule, address: "aws_api_gateway_integration.*", reason: "granted by hand", expires: "9999-12-31", owner: "platform" },
          { rule: "governance", reason: "agreed", expires: "2020-01-31" },
          { rule: "secrets", address: "aws_db_instance.none", reason: "agreed" },
        ],
      },
    });
    const { report } = checked(folder);
    assert.deepEqual(named(report.findings, rule), []);
    const [waived] = named(report.waived, rule);
    assert.deepEqual(waived.waiver, {
      source: "policy", reason: "granted by hand", expires: "9999-12-31", owner: "platform",
    });
    assert.ok(named(report.findings, "missing-required-tags").length > 0);
    assert.deepEqual(report.waivers.map(({ expired, findings }) => [expired, findings > 0]), [
      [false, true], [true, true], [false, false],
    ]);
    assert.deepEqual(report.waivers.map(({ location: { file, line } }) => [file, line]), Array(3).fill(["planproof.json", 1]));
    const { out } = planproof(["check", plan], { cwd: folder });
    assert.match(out, /Note: the waiver of `governance` \(planproof\.json:1:\d+\) ended on 2020-01-31, and \d+ findings? counts? again\.\n/);
    assert.match(out, /Note: the waiver of `secrets` for `aws_db_instance\.none` \(planproof\.json:1:\d+\) accepts nothing; remove it\.\n/);
  });

  test("end on the day that is given", async () => {
    const policy = (today) => ({ today, waivers: [{ rule, reason: "agreed", expires: "2026-06-30" }] });
    const contents = readFileSync(plan);
    assert.equal((await check(contents, policy("2026-06-30"))).waived.length, 1);
    assert.equal((await check(contents, policy("2026-07-01"))).waived.length, 0);
  });

  test("may stand beside what they accept", () => {
    const waive = [{ rule: "hardcoded-password", reason: "rotated at once" }];
    const database = { password: "swordfish", "//": { metadata: { path: "app/db" }, planproof: { waive } } };
    const folder = folderOf({ "cdk.tf.json": { resource: { aws_db_instance: { db: database } } } });
    const { out } = planproof(["check", "cdk.tf.json", "--format", "json"], { cwd: folder });
    const { findings, waived } = JSON.parse(out);
    assert.deepEqual(named(findings, "hardcoded-password"), []);
    assert.equal(named(waived, "hardcoded-password")[0].waiver.source, "configuration");
  });
});

describe("baselines", () => {
  test("are written, accepted and outgrown", () => {
    const folder = folderOf({ "planproof.json": { baseline: "accepted.json" } });
    // A baseline that is to be written need not be there before.
    const written = checked(folder, "--write-baseline", "accepted.json");
    assert.deepEqual([written.code, written.err], [0, ""]);
    assert.equal(written.report.findings.length, 0);
    const again = checked(folder);
    assert.equal(again.code, 0);
    assert.equal(again.report.baseline.accepted, written.report.waived.length);
    assert.deepEqual(again.report.baseline.fixed, []);
    assert.ok(again.report.waived.every(({ waiver }) => waiver.source === "baseline"));

    const mended = planproof(["check", fixture("payments-mended", "plan.json"), "--format", "json"], { cwd: folder });
    const { baseline: { fixed } } = JSON.parse(mended.out);
    assert.ok(fixed.some(({ rule }) => rule === "api-cannot-invoke-lambda"));
  });

  test("do not accept more than they hold", async () => {
    const files = [{ path: "a.json", contents: readFileSync(plan) }];
    const accepted = JSON.parse(baseline(await check(files)));
    const twice = await check([...files, { ...files[0], path: "b.json" }], { baseline: accepted });
    assert.equal(twice.findings.length, twice.waived.length);
  });

  test("that are none are refused", async () => {
    await assert.rejects(check(readFileSync(plan), { baseline: { findings: [] } }), (error) => {
      assert.ok(error instanceof PlanproofError);
      assert.equal(error.message, "the baseline is not valid: `schemaVersion` is missing");
      return true;
    });
    const { code, err } = checked(folderOf({ "b.json": "nothing" }), "--baseline", "b.json");
    assert.deepEqual([code, err], [2, "planproof: the baseline `b.json` is not JSON; write it anew by `planproof check --write-baseline FILE`\n"]);
  });
});
