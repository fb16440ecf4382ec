// What Node's test runner runs; the lines above these bring `test`, `cdktf`, `stacks` and the assertions. Those that must
// fail say so in their names.

const { BrokenStack, MendedStack } = stacks(cdktf);
const { Testing } = cdktf;
const mended = () => new MendedStack(Testing.app(), "orders");
const broken = () => new BrokenStack(Testing.app(), "payments");

test("what holds passes", () => {
  assertPassesPolicy(mended());
  assertPassesPolicy(Testing.synth(mended()), { profile: "all", failOn: "info" });
  assertHasFinding(Testing.fullSynth(broken()), "hardcoded-password", "aws_db_instance.database");
  assertHasNoFinding(mended(), "hardcoded-password");
});

test("fails: findings against the policy", () => {
  assertPassesPolicy(Testing.fullSynth(broken()), { failOn: "high" });
});

test("fails: a finding elsewhere", () => {
  assertHasFinding(broken(), "hardcoded-password", broken().bucket);
});

test("fails: a finding that should not be there", () => {
  assertHasNoFinding(broken(), "hardcoded-password");
});

test("fails: a misspelt rule", () => {
  assertHasNoFinding(broken(), "hardcoded-pasword");
});
