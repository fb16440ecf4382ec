// How people use the matchers and the validation in TypeScript; every line that must not compile says so.

import * as jestGlobals from "@jest/globals";
import { App, Testing, TerraformStack } from "cdktf";
import { App as TerrainApp, Testing as Terrain, TerraformStack as TerrainStack } from "cdktn";
import test from "node:test";
import * as vitest from "vitest";
import { checkSync, loadPolicySync } from "planproof";
import type { Policy, Report } from "planproof";
import { PolicyValidation } from "planproof/cdktf";
import { assertHasFinding, assertHasNoFinding, assertPassesPolicy, matchers } from "planproof/testing";
import "planproof/jest";
import "planproof/jest-globals";
import "planproof/node-test";
import "planproof/vitest";

const report: Report = checkSync("{}", { failOn: "high" });
const policy: Policy | undefined = loadPolicySync();
const named: Policy = loadPolicySync("planproof.json");

const stack = new TerraformStack(Testing.app(), "payments");
const terrain = new TerrainStack(Terrain.app(), "payments");

vitest.expect.extend(matchers);
vitest.expect(stack).toPassPolicy();
vitest.expect(terrain).not.toHaveFinding("hardcoded-password", "aws_db_instance.*", { failOn: "high" });
vitest.expect.soft("{}").toPassPolicy("planproof.json");
const settled: Promise<void> | void = vitest.expect(Promise.resolve(stack)).resolves.toPassPolicy();
// @ts-expect-error A rule is named.
vitest.expect(stack).toHaveFinding();
// @ts-expect-error A policy's keys are known.
vitest.expect(stack).toPassPolicy({ failon: "high" });

jestGlobals.expect.extend(matchers);
jestGlobals.expect(stack).toPassPolicy({ profile: "all" });
jestGlobals.expect(Testing.synth(stack)).not.toHaveFinding("hardcoded-password");
const awaited: Promise<void> = jestGlobals.expect(Promise.resolve(stack)).resolves.toPassPolicy();
// @ts-expect-error A place is text or a resource.
jestGlobals.expect(stack).toHaveFinding("hardcoded-password", 3);

expect(stack).toPassPolicy();
expect(Testing.fullSynth(stack)).not.toHaveFinding("hardcoded-password", "payments/database");
// @ts-expect-error A policy is its keys or its file's path.
expect(stack).toPassPolicy(3);

test("assertions of Node's test runner", (t) => {
  t.assert.passesPolicy(stack, "planproof.json");
  t.assert.hasFinding(Testing.synth(stack), "hardcoded-password", "aws_db_instance.database");
  t.assert.hasNoFinding([{ path: "plan.json", contents: "{}" }], "hardcoded-password");
  // @ts-expect-error A rule is named.
  t.assert.hasFinding(stack);
});
assertPassesPolicy(stack, { failOn: "critical" });
assertHasFinding(terrain, "hardcoded-password");
assertHasNoFinding(new Uint8Array(), "hardcoded-password");
// @ts-expect-error A number is nothing to judge.
assertPassesPolicy(3);

const app = new App();
app.node.addValidation(new PolicyValidation(app, { failOn: "high" }));
stack.node.addValidation(new PolicyValidation(stack, "planproof.json"));
const later = new TerrainApp();
later.node.addValidation(new PolicyValidation(later));
// @ts-expect-error It has to know what it judges.
new PolicyValidation();

void [report, policy, named, settled, awaited];
