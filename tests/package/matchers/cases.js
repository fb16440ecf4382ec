// What every runner that has `expect` runs; the lines above these bring `expect`, `test`, `cdktf` and `stacks`. Those that
// must fail say so in their names.

const { BrokenStack, MendedStack, Resource } = stacks(cdktf);
const { Testing } = cdktf;
const mended = () => new MendedStack(Testing.app(), "orders");
const broken = () => new BrokenStack(Testing.app(), "payments");

test("what is mended passes", () => {
  const text = Testing.synth(mended());
  for (const given of [mended(), text, Testing.fullSynth(mended()), JSON.parse(text)]) {
    expect(given).toPassPolicy();
    expect(given).toPassPolicy({ profile: "all", failOn: "info" });
    expect(given).not.toHaveFinding("table-without-point-in-time-recovery");
  }
});

test("what is broken has findings", () => {
  const stack = broken();
  for (const given of [stack, Testing.synth(stack), Testing.fullSynth(stack), stack.node.root]) {
    expect(given).not.toPassPolicy();
    expect(given).toPassPolicy({ failOn: "never" });
    expect(given).toHaveFinding("hardcoded-password");
    expect(given).toHaveFinding("hardcoded-password", stack.database);
    expect(given).toHaveFinding("hardcoded-password", "aws_db_instance.data*");
    expect(given).not.toHaveFinding("hardcoded-password", stack.bucket);
  }
  expect(stack).toHaveFinding("hardcoded-password", "payments/database");
});

test("fails: findings against the policy", () => {
  expect(broken()).toPassPolicy({ failOn: "high" });
});

test("fails: findings with places in a file", () => {
  expect(Testing.fullSynth(broken())).toPassPolicy({ failOn: "critical" });
});

test("fails: no findings against the policy", () => {
  expect(broken()).not.toPassPolicy({ failOn: "never" });
});

test("fails: a finding elsewhere", () => {
  expect(broken()).toHaveFinding("hardcoded-password", "aws_db_instance.databse");
});

test("fails: other findings", () => {
  expect(broken()).toHaveFinding("peering-not-accepted");
});

test("fails: no findings at all", () => {
  expect(mended()).toHaveFinding("peering-not-accepted", "aws_vpc_peering_connection.*");
});

test("fails: a finding that should not be there", () => {
  const stack = broken();
  expect(stack).not.toHaveFinding("hardcoded-password", stack.database);
});

test("fails: a misspelt rule, negated", () => {
  expect(mended()).not.toHaveFinding("hardcoded-pasword");
});

test("fails: a mistake in the policy, negated", () => {
  expect(mended()).not.toPassPolicy({ failon: "high" });
});

test("fails: what cannot be judged, negated", () => {
  expect("{").not.toHaveFinding("hardcoded-password");
});

test("fails: a promise that nobody waited for", () => {
  expect(Promise.resolve(mended())).toPassPolicy();
});

test("fails: names that steer terminals and build systems", () => {
  const stack = broken();
  const name = "payments\u001b[31m\n::error::x ##vso[task.complete]##[group]<script>\n at x (stacks.cjs:1:1)`'\u{1f600}";
  new Resource(stack, name, "aws_s3_bucket", { bucket: "payments-steering-pr4321" });
  expect(stack).not.toHaveFinding("bucket-name-collision", "payments/payments*");
});

test("fails: a place that steers them", () => {
  expect(broken()).toHaveFinding("bucket-name-collision", "payments\u001b[31m\n::error::x ##vso[task.complete]");
});
