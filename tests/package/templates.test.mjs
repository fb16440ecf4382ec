// The files for other people's continuous integration: what their systems take, and commands that do what they say.

import assert from "node:assert/strict";
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { parse } from "yaml";
import { version } from "planproof";
import { python } from "../python.mjs";
import { registry } from "./registry.mjs";
import { bare, broken, mended, repository, writes } from "./scratch.mjs";

const project = bare();
const manifest = JSON.parse(readFileSync(repository("wasm/npm/package.json"), "utf8"));
const { url, close } = await registry(project.tarball, manifest);
after(close);
const { bin, reason } = python("package");

/** npm as on a machine that has never seen the package, and knows no other registry than this one. */
const npm = {
  npm_config_registry: url,
  npm_config_cache: join(project.folder, ".npm"),
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

const read = (path) => readFileSync(repository(path), "utf8");
const lacking = {};
for (const formats of [["gitlab", "junit"], ["azure", "junit"]]) {
  lacking[formats[0]] = !(await writes(...formats)) && `the engine does not write ${formats.join(" and ")}`;
}

/** Runs lines as a runner's shell does: the first that fails is the last. */
function shell(lines, env = {}) {
  return project.run("bash", ["-e", "-o", "pipefail", "-c", lines.join("\n")], { env: { ...npm, ...env } });
}

/** Runs commands on the broken plan and on the mended one: the first must fail, for what it found. */
function assertJudges(commands, run = shell) {
  const planFile = join(project.folder, "plan.json");
  copyFileSync(mended, planFile);
  const passed = run(commands);
  assert.equal(passed.code, 0, passed.out + passed.err);
  copyFileSync(broken, planFile);
  const failed = run(commands);
  assert.equal(failed.code, 1, failed.out + failed.err);
  return failed;
}

/** What fails a check is what the policy says, unless the job says otherwise. */
function assertFollowsPolicy(run) {
  const policy = project.write("planproof.json", '{"failOn": "never"}');
  assert.equal(run({}).code, 0);
  assert.equal(run({ PLANPROOF_FAIL_ON: "high" }).code, 1);
  rmSync(policy);
}

describe("GitLab", () => {
  const job = parse(read("wasm/npm/ci/gitlab.yml")).planproof;

  test("the job's script writes what its artifacts name", { skip: lacking.gitlab }, () => {
    const { out } = assertJudges(job.script, (lines) => shell(lines, job.variables));
    assert.match(out, /api-cannot-invoke-lambda/);
    const reports = Object.entries(job.artifacts.reports);
    assert.deepEqual(reports.map(([kind]) => kind), ["codequality", "junit"]);
    for (const [, file] of reports) assert.match(readFileSync(join(project.folder, file), "utf8"), /api-cannot-invoke-lambda/);
    assertFollowsPolicy((variables) => shell(job.script, { ...job.variables, ...variables }));
  });

  test("the version is this one", () => assert.equal(job.variables.PLANPROOF_VERSION, version));
});

describe("Azure Pipelines", () => {
  const { parameters, steps } = parse(read("wasm/npm/ci/azure.yml"));
  const [check, publish] = steps;
  const defaults = Object.fromEntries(parameters.map(({ name, default: value }) => [name, value]));
  const env = Object.fromEntries(
    Object.entries(check.env).map(([name, value]) => {
      const [, parameter] = /^\$\{\{ parameters\.(\w+) \}\}$/.exec(value);
      assert.ok(Object.hasOwn(defaults, parameter), parameter);
      return [name, defaults[parameter]];
    }),
  );

  test("the step says what it found, and writes what the next one publishes", { skip: lacking.azure }, () => {
    const { out } = assertJudges([check.bash], (lines) => shell(lines, env));
    assert.match(out, /^##vso\[task\.logissue type=error;.*\].*/m);
    assert.match(readFileSync(join(project.folder, publish.inputs.testResultsFiles), "utf8"), /<testsuite/);
    assert.equal(publish.condition, "succeededOrFailed()");
    assertFollowsPolicy((variables) => shell([check.bash], { ...env, ...variables }));
  });

  test("the version is this one", () => assert.equal(defaults.version, version));
});

describe("Atlantis", () => {
  const { repos, workflows } = parse(read("wasm/npm/ci/atlantis.yaml"));
  const { steps } = workflows[repos[0].workflow].plan;

  test("a plan with findings is said in the pull request and taken away", () => {
    assert.deepEqual(steps.slice(0, 2), ["init", "plan"]);
    const folder = project.write("bin/terraform", '#!/bin/sh\n[ "$*" = "show -json $PLANFILE" ] && cat plan.json\n');
    chmodSync(folder, 0o755);
    const installed = project.run("npm", ["install", "--global", "--prefix", "global", `planproof@${version}`], { env: npm });
    assert.equal(installed.code, 0, installed.err);
    const PATH = [join(project.folder, "bin"), join(project.folder, "global/bin"), process.env.PATH].join(delimiter);
    const plan = join(project.folder, "default.tfplan");
    const env = { PATH, PLANFILE: plan, SHOWFILE: join(project.folder, "default.json") };
    const run = (commands) => {
      project.write("default.tfplan", "a plan");
      // Each command has a shell of its own, and the first that fails is the last.
      let result;
      for (const command of commands) {
        result = project.run("sh", ["-c", command], { env });
        if (result.code !== 0) break;
      }
      assert.equal(existsSync(plan), result.code === 0);
      return result;
    };
    const { out } = assertJudges(steps.slice(2).map(({ run }) => run), run);
    assert.match(out, /api-cannot-invoke-lambda/);
    assert.doesNotMatch(out, /format_version/);
  });
});

describe("pre-commit", { skip: reason }, () => {
  const [hook] = parse(read(".pre-commit-hooks.yaml"));
  const git = (folder, ...words) => {
    const author = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    const { code, out, err } = project.run("git", ["-C", join(project.folder, folder), ...author, ...words]);
    assert.equal(code, 0, err);
    return out.trim();
  };

  test("the hook judges the whole configuration that a commit changes", () => {
    project.write("hooks/package.json", read("package.json"));
    project.write("hooks/.pre-commit-hooks.yaml", read(".pre-commit-hooks.yaml"));
    git("hooks", "init", "--quiet");
    git("hooks", "add", "--all");
    git("hooks", "commit", "--quiet", "--message", "hooks");
    const rev = git("hooks", "rev-parse", "HEAD");
    const repos = [{ repo: join(project.folder, "hooks"), rev, hooks: [{ id: hook.id, args: [...hook.args, "--fail-on", "critical"] }] }];
    project.write("user/.pre-commit-config.yaml", JSON.stringify({ repos }));
    const bucket = (argument) => JSON.stringify({ resource: { aws_s3_bucket: { logs: { [argument]: "acme-logs" } } } });
    project.write("user/main.tf.json", bucket("bucket"));
    const access = { bucket: "${aws_s3_bucket.logs.id}", block_public_acls: true, block_public_policy: true };
    const block = { ...access, ignore_public_acls: true, restrict_public_buckets: true };
    project.write("user/access.tf.json", JSON.stringify({ resource: { aws_s3_bucket_public_access_block: { logs: block } } }));
    git("user", "init", "--quiet");
    const env = { ...npm, PRE_COMMIT_HOME: join(project.folder, ".pre-commit") };
    const commit = (...files) => {
      git("user", "add", ...files);
      const words = ["-c", 'cd user && "$0" run --color never', join(bin, "pre-commit")];
      return project.run("sh", words, { env });
    };
    const passed = commit("--all");
    assert.equal(passed.code, 0, passed.out + passed.err);
    assert.match(passed.out, /^planproof\.+Passed$/m);
    git("user", "commit", "--quiet", "--message", "sound");

    // Only one file changes; what belongs to it stands in another.
    project.write("user/main.tf.json", bucket("bukcet"));
    const failed = commit("main.tf.json");
    assert.equal(failed.code, 1);
    assert.match(failed.out, /`bukcet`/);
    assert.doesNotMatch(failed.out, /bucket-without-public-access-block/);

    project.write("user/main.tf.json", "{");
    const broken = commit("main.tf.json");
    assert.equal(broken.code, 1);
    assert.match(broken.out, /exit code: 2/);
    rmSync(join(project.folder, "user"), { recursive: true });
  });

  test("the hook's package is of this version", () => {
    assert.deepEqual(hook.additional_dependencies, [`planproof@${version}`]);
  });

  test("its definition is one", () => {
    const words = ["validate-manifest", repository(".pre-commit-hooks.yaml")];
    const { code, out } = project.run(join(bin, "pre-commit"), words);
    assert.deepEqual({ code, out }, { code: 0, out: "" });
  });
});

describe("schemas", { skip: reason }, () => {
  const valid = (schema, file) => {
    const words = ["--builtin-schema", `vendor.${schema}`];
    if (["azure-pipelines", "gitlab-ci"].includes(schema)) words.push("--data-transform", schema);
    const { code, out, err } = project.run(join(bin, "check-jsonschema"), [...words, file]);
    assert.equal(code, 0, out + err);
  };

  test("GitHub", () => valid("github-actions", repository("wasm/npm/action/action.yml")));
  test("GitLab", () => valid("gitlab-ci", repository("wasm/npm/ci/gitlab.yml")));
  test("Azure Pipelines", () => valid("azure-pipelines", repository("wasm/npm/ci/azure.yml")));
});
