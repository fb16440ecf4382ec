// `--like-terraform`: what Terraform would refuse, in the JSON of `terraform validate -json`.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fixture } from "./fixtures.mjs";
import { planproof } from "./program.mjs";

const folder = mkdtempSync(join(tmpdir(), "planproof-"));
after(() => rmSync(folder, { recursive: true }));

function validated(text, ...words) {
  writeFileSync(join(folder, "main.tf.json"), text);
  const { code, out, err } = planproof(["check", ".", "--like-terraform", ...words], { cwd: folder });
  return { code, err, answer: JSON.parse(out) };
}

const broken = `{
  "resource": {
    "aws_db_instance": {
      "db": {
        "é😀": 1, "username": "\${local.name}", "password": "swordfish"
      }
    }
  }
}
`;

test("says only what Terraform refuses, and where as Terraform counts", () => {
  const { code, err, answer } = validated(broken);
  assert.deepEqual([code, err], [1, ""]);
  const { diagnostics, ...verdict } = answer;
  assert.deepEqual(verdict, { format_version: "1.0", valid: false, error_count: diagnostics.length, warning_count: 0 });
  assert.ok(diagnostics.length >= 2);
  const reference = diagnostics.find(({ detail }) => detail.includes("local.name"));
  assert.equal(reference.summary, "Reference to undeclared local value");
  assert.deepEqual(reference.range, {
    filename: "main.tf.json",
    // Where the name begins: two characters before it take several units.
    start: { line: 5, column: 18, byte: 78 },
    end: { line: 5, column: 45, byte: 105 },
  });
  assert.deepEqual(reference.snippet, {
    context: "resource.aws_db_instance.db",
    code: '"username"',
    start_line: 5,
    highlight_start_offset: 0,
    highlight_end_offset: 10,
    values: [],
  });
  assert.ok(!JSON.stringify(answer).includes("swordfish"), "no line is shown, which may hold a secret");
});

test("of what Terraform takes it has nothing to say, however bad it is", () => {
  const { code, answer } = validated(broken.replace('"é😀": 1, "username": "${local.name}", ', '"instance_class": "db.t3.micro", '));
  assert.deepEqual([code, answer.valid, answer.diagnostics], [0, true, []]);
  const plan = planproof(["check", fixture("payments-broken", "plan.json"), "--like-terraform"]);
  assert.deepEqual([plan.code, JSON.parse(plan.out).valid], [0, true]);
});

test("what cannot be judged is not valid", () => {
  const { code, err, answer } = validated('{"resource": {"aws_db_instance": {"db": {"password": "swordfish');
  assert.equal(code, 2);
  assert.match(err, /^planproof: main\.tf\.json:1:\d+: the text ends inside a JSON value/);
  assert.deepEqual([answer.valid, answer.error_count], [false, 1]);
  assert.ok(!JSON.stringify(answer).includes("swordfish"));
});

test("what is waived is not said", () => {
  writeFileSync(join(folder, "planproof.json"), JSON.stringify({ waivers: [{ rule: "deploy", reason: "being mended" }] }));
  assert.deepEqual(validated(broken).answer.diagnostics, []);
});
