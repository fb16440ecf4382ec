// What the package's README says about continuous integration, run as it is written.

import assert from "node:assert/strict";
import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { createHmac } from "node:crypto";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { parse } from "yaml";
import { version } from "planproof";
import { python } from "../python.mjs";
import { registry } from "./registry.mjs";
import { broken, mended, repository, scratch, writes } from "./scratch.mjs";

const readme = readFileSync(repository("wasm/npm/README.md"), "utf8");
const project = scratch();
const manifest = JSON.parse(readFileSync(repository("wasm/npm/package.json"), "utf8"));
const { url, close } = await registry(project.tarball, manifest);
after(close);
const { bin, reason } = python("package");

const lacking = !(await writes("github", "markdown")) && "the engine does not write github and markdown";

/** A Terraform that shows a plan which lies at hand; it takes only the commands that are written. */
const terraform = project.write(
  "bin/terraform",
  `#!/bin/sh
case "$*" in
  "init -input=false") ;;
  "plan -input=false -out=tfplan") echo planned > tfplan ;;
  "show -json tfplan") [ -f tfplan ] && cat shown.json ;;
  *) echo "unexpected: terraform $*" >&2; exit 3 ;;
esac
`,
);
chmodSync(terraform, 0o755);
const env = {
  PATH: [join(project.folder, "bin"), process.env.PATH].join(delimiter),
  npm_config_registry: url,
  npm_config_cache: join(project.folder, ".npm"),
};

/** The first example below a heading. */
function example(heading, language) {
  const [, section] = readme.split(`\n${heading}\n`);
  assert.ok(section, heading);
  const [, text] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "m").exec(section.split(/\n#{2,3} /)[0]) ?? [];
  assert.ok(text, `${heading}: no ${language}`);
  return text;
}

/** Runs lines as a job's shell does; `plan` is what the stand-in for Terraform shows. */
function shell(lines, plan) {
  copyFileSync(plan, join(project.folder, "shown.json"));
  return project.run("bash", ["-e", "-o", "pipefail", "-c", lines], { env });
}

test("the commands for any shell", () => {
  const lines = example("## In continuous integration", "sh");
  const failed = shell(lines, broken);
  assert.equal(failed.code, 1, failed.err);
  assert.match(failed.out, /api-cannot-invoke-lambda/);
  const passed = shell(lines, mended);
  assert.equal(passed.code, 0, passed.err);
});

describe("GitHub Actions", () => {
  const workflow = example("### GitHub Actions", "yaml");
  const { steps } = parse(workflow).jobs.plan;
  const { inputs, outputs } = parse(readFileSync(repository("wasm/npm/action/action.yml"), "utf8"));

  test("the steps, with the action from the installed package", { skip: lacking }, () => {
    for (const [plan, expected] of [[broken, 1], [mended, 0]]) {
      const codes = steps.map((step) => {
        if (step.run) return shell(step.run, plan).code;
        if (!step.uses.startsWith("planproof/")) return 0;
        const given = Object.entries({ path: ".", annotations: "true", ...step.with });
        const variables = given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, String(value)]);
        const action = join(project.folder, "node_modules/planproof/action/index.mjs");
        return project.run(process.execPath, [action], { env: Object.fromEntries(variables) }).code;
      });
      assert.deepEqual(codes, [0, 0, 0, 0, 0, expected]);
    }
  });

  test("every input is one, and every one is named", () => {
    for (const { uses, with: given } of steps.filter(({ uses }) => uses?.startsWith("planproof/"))) {
      assert.equal(uses, `planproof/planproof/action@v${version.split(".")[0]}`);
      for (const name of Object.keys(given)) assert.ok(Object.hasOwn(inputs, name), name);
    }
    const [, section] = readme.split("### GitHub Actions");
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)].filter((name) => name !== "github-token")) {
      assert.ok(section.includes(`\`${name}\``) || section.includes(`${name}:`), name);
    }
  });

  test("it is a workflow", { skip: reason }, () => assertValid("github-workflows", "workflow.yml", workflow));
});

test("GitLab's job hands on the plan that the included one checks", { skip: reason }, () => {
  const text = example("### GitLab", "yaml");
  const { include, plan, planproof } = parse(text);
  const included = parse(readFileSync(repository("wasm/npm/ci/gitlab.yml"), "utf8"));
  assert.deepEqual(include, [{ remote: `https://unpkg.com/planproof@${version}/ci/gitlab.yml` }]);
  assert.deepEqual(planproof, { needs: ["plan"] });
  assert.deepEqual(plan.artifacts.paths, [included.planproof.variables.PLANPROOF_PATH]);
  assert.equal(shell(plan.script.join("\n"), broken).code, 0);
  assert.deepEqual(readFileSync(join(project.folder, "plan.json")), readFileSync(broken));
  assertValid("gitlab-ci", "gitlab.yml", text);
});

test("Azure's steps give the template what it takes", { skip: reason }, () => {
  const text = example("### Azure Pipelines", "yaml");
  const [step, { parameters }] = parse(text).steps;
  const { parameters: taken } = parse(readFileSync(repository("wasm/npm/ci/azure.yml"), "utf8"));
  assert.equal(shell(step.bash, broken).code, 0);
  for (const name of Object.keys(parameters)) assert.ok(taken.some((parameter) => parameter.name === name), name);
  assertValid("azure-pipelines", "azure.yml", text);
});

test("pre-commit's configuration names the hook that there is", { skip: reason }, () => {
  const text = example("### pre-commit", "yaml");
  const [{ rev, hooks }] = parse(text).repos;
  const [{ id }] = parse(readFileSync(repository(".pre-commit-hooks.yaml"), "utf8"));
  assert.deepEqual([rev, hooks[0].id], [`v${version}`, id]);
  const file = project.write("pre-commit.yaml", text);
  const { code, out } = project.run(join(bin, "pre-commit"), ["validate-config", file]);
  assert.deepEqual({ code, out }, { code: 0, out: "" });
});

test("the server for run tasks answers", async () => {
  const file = project.write("server.mjs", example("### HCP Terraform and Terraform Enterprise", "js"));
  const port = await freePort();
  const variables = { PATH: process.env.PATH, PLANPROOF_HMAC_KEY: "key", PORT: String(port) };
  const server = spawn(process.execPath, [file], { cwd: project.folder, env: variables, stdio: "inherit" });
  after(() => server.kill());
  const body = JSON.stringify({ payload_version: 1, access_token: "test-token", stage: "test" });
  const post = (key) => {
    const headers = { "x-tfc-task-signature": createHmac("sha512", key).update(body).digest("hex") };
    return fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers }).then(({ status }) => status);
  };
  await patiently(() => post("key"));
  assert.deepEqual([await post("key"), await post("another")], [200, 401]);
});

test("every version that is named is this one", () => {
  const named = [...readme.matchAll(/planproof@(\d[\d.]*\d)/g)].map(([, version]) => version);
  assert.ok(named.length > 0);
  assert.deepEqual([...new Set(named)], [version]);
});

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Tries until it works, for ten seconds. */
async function patiently(attempt) {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

function assertValid(schema, name, text) {
  const words = ["--builtin-schema", `vendor.${schema}`];
  if (schema !== "github-workflows") words.push("--data-transform", schema);
  const { code, out, err } = project.run(join(bin, "check-jsonschema"), [...words, project.write(name, text)]);
  assert.equal(code, 0, out + err);
}
