// What tests ask of stacks, and the validation that fails a synthesis; real runners are tried with the packed package.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as cdktf from "cdktf";
import * as cdktn from "cdktn";
import { check, checkSync, loadPolicy, loadPolicySync } from "planproof";
import { PolicyValidation } from "planproof/cdktf";
import { assertHasFinding, assertHasNoFinding, assertPassesPolicy, matchers } from "planproof/testing";
import { fixture } from "./fixtures.mjs";
import stacks from "./stacks.cjs";

const { App, Aspects, S3Backend, Testing } = cdktf;
const { BrokenStack, MendedStack, Resource, UnprotectedStack } = stacks(cdktf);
const broken = () => new BrokenStack(Testing.app(), "payments");
const mended = () => new MendedStack(Testing.app(), "orders");
const plan = fixture("payments-broken", "plan.json");

const cannotBeJudged = (pattern) => (error) => {
  assert.equal(error.constructor, Error, "no assertion has failed: there is none");
  assert.match(error.message, /^cannot be judged: /);
  assert.match(error.message, pattern);
  return true;
};

describe("at once", () => {
  test("the same report and the same policy", async () => {
    const contents = readFileSync(plan);
    assert.deepEqual(checkSync(contents), await check(contents));
    assert.throws(() => checkSync("{"), { code: "truncated" });
    const path = join(mkdtempSync(join(tmpdir(), "planproof-")), "policy.json");
    writeFileSync(path, '{ "failOn": "never" }');
    assert.deepEqual(loadPolicySync(path), await loadPolicy(path));
    assert.throws(() => loadPolicySync("none.json"), { code: "bad-policy" });
  });
});

describe("what is given", () => {
  test("text, bytes, files, objects and paths give the same answer", () => {
    const contents = readFileSync(plan);
    const files = [{ path: plan, contents }];
    for (const given of [String(contents), contents, files, JSON.parse(contents), plan]) {
      assertHasFinding(given, "api-cannot-invoke-lambda", "aws_api_gateway_integration.webhook");
      assert.throws(() => assertPassesPolicy(given), { code: "ERR_ASSERTION", operator: "assertPassesPolicy" });
    }
  });

  test("only what can be opened has a place", () => {
    const contents = readFileSync(plan, "utf8");
    assert.throws(() => assertPassesPolicy(plan), { message: /^ {4}in .*plan\.json:1:\d+$/m });
    assert.throws(() => assertPassesPolicy(contents), ({ message }) => !/^ {4}in /m.test(message));
    assert.throws(() => assertPassesPolicy(broken()), ({ message }) => !/^ {4}in /m.test(message));
  });

  test("aspects run before a stack is judged", () => {
    const stack = new UnprotectedStack(Testing.app(), "orders");
    assertHasFinding(stack, "table-without-point-in-time-recovery");
    const visit = (node) => node === stack.orders && node.addOverride("point_in_time_recovery.enabled", true);
    Aspects.of(stack).add({ visit });
    assertHasNoFinding(stack, "table-without-point-in-time-recovery");
  });

  test("what one stack has of another is what its app makes of it", () => {
    const app = Testing.app();
    const [network, service] = ["network", "service"].map((name) => new cdktf.TerraformStack(app, name));
    const topic = new Resource(network, "topic", "aws_sns_topic", { name: "orders-pr4321" });
    const queue = new Resource(service, "queue", "aws_sqs_queue", { name: "orders-pr4321" });
    queue.addOverride("policy", cdktf.Fn.jsonencode({ topic: cdktf.Token.asString(topic.getStringAttribute("arn")) }));
    assertHasNoFinding(service, "undeclared-reference");
  });

  test("nothing is left behind", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "planproof-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const { TMPDIR } = process.env;
    process.env.TMPDIR = folder;
    t.after(() => (TMPDIR === undefined ? delete process.env.TMPDIR : (process.env.TMPDIR = TMPDIR)));
    assertPassesPolicy(mended());
    const failing = new Failing(Testing.app(), "failing");
    assert.throws(() => assertPassesPolicy(failing), cannotBeJudged(/`failing` cannot be synthesized/));
    const left = readdirSync(folder).filter((name) => !name.startsWith("cdktf.outdir."));
    assert.deepEqual(left, []);
    assert.ok(readdirSync(folder).length > 0, "the library's own folders are there");
  });

  test("what cannot be judged fails whatever is asserted", () => {
    const empty = mkdtempSync(join(tmpdir(), "planproof-"));
    const inputs = [
      [undefined, /undefined was given; give what `Testing\.synth\(stack\)` returns/],
      [null, /null was given/],
      [() => mended(), /a function was given/],
      [Promise.resolve(mended()), /a promise was given; await it first/],
      ["", /line 1, column 1: the input is empty/],
      ["{", /line 1, column 2: the text ends/],
      [{}, /neither a Terraform plan/],
      ["cdktf.out/none", /`cdktf\.out\/none` is neither JSON nor the path of a file/],
      ["a".repeat(300), /: the text is neither JSON nor/],
      [empty, /the folder `.*` holds no plan/],
      [broken().database, /neither a stack nor an app with stacks/],
      [Testing.app(), /neither a stack nor an app with stacks/],
    ];
    for (const [given, pattern] of inputs) {
      assert.throws(() => assertPassesPolicy(given), cannotBeJudged(pattern));
      assert.throws(() => assertHasNoFinding(given, "hardcoded-password"), cannotBeJudged(pattern));
      assert.throws(() => matchers.toHaveFinding(given, "hardcoded-password"), cannotBeJudged(pattern));
    }
    rmSync(empty, { recursive: true });
  });
});

describe("a finding", () => {
  test("is at an address, a construct path or a resource", () => {
    const stack = broken();
    for (const place of ["aws_db_instance.database", "aws_db_*", "payments/database", "*/data*", stack.database]) {
      assertHasFinding(stack, "hardcoded-password", place);
    }
    const others = ["aws_db_instance", "database", "aws_db_instance.data", "aws_db_instance.databas.", stack.bucket];
    for (const place of others) {
      assertHasNoFinding(stack, "hardcoded-password", place);
    }
    assert.throws(() => assertHasFinding(stack, "hardcoded-password", 3), cannotBeJudged(/neither text nor a resource/));
  });

  test("is at every instance of an address without a key", () => {
    const configuration = (meta) => ({
      terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
      resource: { aws_db_instance: { main: { ...meta, password: "Sup3rSecret-2024" } } },
    });
    const keyed = configuration({ for_each: '${toset(["a]b\\"c"])}' });
    assertHasFinding(keyed, "hardcoded-password", "aws_db_instance.main");
    assertHasNoFinding(keyed, "hardcoded-password", "aws_db_instance.mai");
    assertHasFinding(configuration({ count: 2 }), "hardcoded-password", "aws_db_instance.main[1]");
    assertHasNoFinding(configuration({ count: 2 }), "hardcoded-password", "aws_db_instance.main[2]");
  });

  test("of a rule that would not run is found", () => {
    for (const policy of [{ rules: { "hardcoded-password": "off" } }, { rules: { secrets: "off" } }]) {
      assertHasFinding(broken(), "hardcoded-password", undefined, policy);
      assertHasNoFinding(mended(), "hardcoded-password", undefined, policy);
    }
    assertHasFinding(broken(), "hardcoded-password", undefined, { rules: { "hardcoded-password": "low" } });
  });

  test("of a rule that does not exist cannot be missing", () => {
    const misspelt = [
      ["hardcoded-pasword", /did you mean `hardcoded-password`\?$/],
      ["xyzzy", /`planproof rules` lists them all$/],
      [undefined, /the name of a rule is missing/],
    ];
    for (const [name, pattern] of misspelt) {
      assert.throws(() => assertHasNoFinding(mended(), name), cannotBeJudged(pattern));
    }
  });

  test("cannot be missing where the input does not show it", () => {
    const state = fixture("payments-broken", "state.json");
    assert.throws(() => assertHasNoFinding(state, "hardcoded-password"), cannotBeJudged(/a state does not show what/));
    assertHasFinding(state, "alarm-without-actions");
  });

  test("that is waived, or a question that is open, is told where it is missed", () => {
    const waivers = [{ rule: "hardcoded-password", reason: "made for\nthis test" }];
    assert.throws(() => assertHasFinding(broken(), "hardcoded-password", undefined, { waivers }), {
      message: /^ {10}waived at `aws_db_instance\.database`: made for\\u\{a\}this test$/m,
    });
    const stack = broken();
    stack.database.addOverride("storage_encrypted", "${var.encrypted}");
    new cdktf.TerraformVariable(stack, "encrypted", { type: "bool" });
    assert.throws(() => assertHasFinding(stack, "unencrypted-database-storage"), {
      message: /^ {10}not known before apply: `aws_db_instance\.database`/m,
    });
  });
});

describe("a message", () => {
  test("tells of twenty findings, and how many there are", () => {
    const stack = new cdktf.TerraformStack(Testing.app(), "payments");
    for (let i = 0; i < 25; i++) {
      new Resource(stack, `logs_${i}`, "aws_s3_bucket", { bucket: `payments-logs-${i}-pr4321` });
    }
    assert.throws(() => assertHasNoFinding(stack, "bucket-without-encryption"), ({ message }) => {
      assert.equal([...message.matchAll(/^ {2}high {2}/gm)].length, 20);
      assert.equal([...message.matchAll(/^ {4}→/gm)].length, 1, "what to do is said once");
      assert.match(message, /^Found: {4}25 findings\n[^]*\n {2}and 5 more$/m);
      return true;
    });
  });

  test("is no command to a terminal or a build system", () => {
    const place = "\u001b[31m ##[group] ##vso[task.complete] ##teamcity[testFailed] \n::error::x \u2028 \u202e";
    assert.throws(() => assertHasFinding(broken(), "hardcoded-password", place), ({ message }) => {
      assert.doesNotMatch(message, /##\w*\[|^\s*::|[^\P{C}\n]|\p{Zl}/mu);
      assert.match(message, /#\\u\{23\}teamcity\[testFailed\] \\u\{a\}::error::x/);
      return true;
    });
  });

  test("needs nothing of the runner", () => {
    const { pass, message } = matchers.toPassPolicy(broken(), { failOn: "critical" });
    assert.equal(pass, false);
    assert.match(message(), /^expect\(synthesized\)\.toPassPolicy\(policy\)\n\nExpected: no findings that fail/);
    const found = matchers.toHaveFinding(broken(), "hardcoded-password", "*");
    assert.equal(found.pass, true);
    assert.match(found.message(), /^expect\(synthesized\)\.not\.toHaveFinding\(rule, address\)\n\nExpected: no /);
  });
});

describe("the policy", () => {
  test("is a file's, or the nearest one's", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "planproof-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "planproof.json");
    writeFileSync(path, '{ "failOn": "never" }');
    assert.throws(() => assertPassesPolicy(broken()));
    assertPassesPolicy(broken(), path);
    t.mock.method(process, "cwd", () => folder);
    assertPassesPolicy(broken());
    assert.throws(() => assertPassesPolicy(broken(), {}), "another takes its place");
    assert.throws(() => assertPassesPolicy(mended(), "none.json"), cannotBeJudged(/there is no such file/));
  });
});

for (const [name, library] of Object.entries({ cdktf, cdktn })) {
  const { BrokenStack, MendedStack, UnprotectedStack } = stacks(library);

  describe(`the validation, in ${name}`, () => {
    test("fails the synthesis of an app, with a line for each finding of each stack", () => {
      const app = library.Testing.app();
      new MendedStack(app, "orders");
      new BrokenStack(app, "payments");
      new BrokenStack(app, "refunds");
      app.node.addValidation(new PolicyValidation(app, { failOn: "high" }));
      assert.throws(() => app.synth(), ({ message }) => {
        const lines = message.split("\n").filter((line) => /^ {2}(critical|high|medium|low|info) {2}/.test(line));
        const password = ({ id }) =>
          `  critical  hardcoded-password  aws_db_instance.database (${id}/database): ` +
          "`password` is a literal in the configuration → let the service make and keep it, " +
          "or read it from a secret that is filled outside of the configuration";
        assert.deepEqual(lines.slice(0, 2), [{ id: "payments" }, { id: "refunds" }].map(password));
        for (const id of ["payments", "refunds"]) {
          assert.ok(lines.some((line) => line.startsWith(`  high  missing-outputs  output (${id}): `)), message);
        }
        assert.equal(lines.length, 10);
        assert.ok(!message.includes("Sup3rSecret"));
        return true;
      });
    });

    test("lets pass what nothing is wrong with, and judges what aspects have made of it", () => {
      const app = library.Testing.app();
      const stack = new UnprotectedStack(app, "orders");
      app.node.addValidation(new PolicyValidation(app, { profile: "all", failOn: "low" }));
      assert.throws(() => app.synth(), /table-without-point-in-time-recovery/);
      const visit = (node) => node === stack.orders && node.addOverride("point_in_time_recovery.enabled", true);
      library.Aspects.of(stack).add({ visit });
      app.synth();
    });

    test("fails the synthesis of a stack, and its tests where they run validations", () => {
      const stack = new BrokenStack(library.Testing.app(), "payments");
      stack.node.addValidation(new PolicyValidation(stack, { failOn: "critical" }));
      const fault = /^ {2}\[payments\] critical {2}hardcoded-password {2}aws_db_instance\.database \(payments\/database\): /m;
      assert.throws(() => stack.node.root.synth(), fault);
      assert.throws(() => library.Testing.synth(stack, true), fault);
      assert.ok(library.Testing.synth(stack).includes("aws_db_instance"), "without validations it is none");
      assertHasFinding(stack, "hardcoded-password");
    });

    test("fails the synthesis of what it cannot judge", () => {
      const faults = [
        [{ failon: "high" }, /planproof cannot judge this: the policy is not valid: `failon`.*`failOn`/],
        ["none.json", /planproof cannot judge this: .*there is no such file/],
      ];
      for (const [policy, fault] of faults) {
        const app = library.Testing.app();
        new MendedStack(app, "orders");
        app.node.addValidation(new PolicyValidation(app, policy));
        assert.throws(() => app.synth(), fault);
      }
      const app = library.Testing.app();
      app.node.addValidation(new PolicyValidation(app));
      assert.throws(() => app.synth(), /planproof cannot judge this: a construct was given that is neither a stack nor/);
    });
  });
}

test("what is required gives the same as what is imported", () => {
  const require = createRequire(import.meta.url);
  const { assertHasFinding: required } = require("planproof/testing");
  required(broken(), "hardcoded-password");
  assert.throws(() => required(broken(), "hardcoded-pasword"), cannotBeJudged(/did you mean/));
  const { PolicyValidation: Required } = require("planproof/cdktf");
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), "cdktf.outdir.")) });
  const stack = new BrokenStack(app, "payments");
  new S3Backend(stack, { bucket: "state", key: "payments" });
  app.node.addValidation(new Required(app));
  assert.throws(() => app.synth(), /hardcoded-password/);
});

/** A stack of which no JSON can be made. */
class Failing extends cdktf.TerraformStack {
  prepareStack() {
    throw new Error("made to fail");
  }
}
