// The GitHub Action from the packed package, with what a runner sets, and read as a runner reads it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { parse } from "yaml";
import { repository, scratch, writes } from "./scratch.mjs";

const project = scratch();
const folder = join(project.folder, "node_modules/planproof/action");
const definition = parse(readFileSync(join(folder, "action.yml"), "utf8"));
const lacks = async (...formats) => !(await writes(...formats)) && `the engine does not write ${formats.join(" and ")}`;
const lacking = { github: await lacks("github", "markdown"), sarif: await lacks("sarif") };
const plain = { annotations: "false" };

const hostile = "%0A::error::a\r\n::set-output name=deployable::true\n##[error]b <script> `c` 😀";
project.write("hostile.tf.json", JSON.stringify({ resource: { aws_sqs_queue: { [hostile]: { nmae: hostile } } } }));
project.write("sound.tf.json", JSON.stringify({ locals: { answer: 42 } }));
project.write("cut.json", '{"format_version": "1.2"');

/** Runs the action as a step of a job; gives its exit code, what it printed, its outputs and its summary. */
async function step(inputs, env = {}) {
  const defaults = Object.entries(definition.inputs).map(([name, { default: value = "" }]) => [
    name,
    value.replace("${{ github.token }}", "token-of-this-job"),
  ]);
  const given = Object.entries({ ...Object.fromEntries(defaults), ...inputs });
  const files = Object.fromEntries(["OUTPUT", "STEP_SUMMARY"].map((name) => [`GITHUB_${name}`, project.write(name, "")]));
  const child = spawn(process.execPath, [join(folder, definition.runs.main)], {
    cwd: project.folder,
    env: {
      PATH: process.env.PATH,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: project.folder,
      GITHUB_REPOSITORY: "acme/infrastructure",
      RUNNER_TEMP: join(project.folder, "temp"),
      ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...files,
      ...env,
    },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const [code] = await once(child, "close");
  const read = (name) => readFileSync(files[name], "utf8");
  return { code, out, err, outputs: outputsOf(read("GITHUB_OUTPUT")), summary: read("GITHUB_STEP_SUMMARY") };
}

/** What the runner reads from the file of outputs. */
function outputsOf(text) {
  const lines = text.split("\n");
  const outputs = {};
  while (lines.length > 1) {
    const [, name, end] = /^([^<=]+)<<(.+)$/.exec(lines.shift()) ?? assert.fail(`no output: ${text}`);
    const value = lines.splice(0, lines.indexOf(end));
    assert.equal(lines.shift(), end);
    assert.ok(!Object.hasOwn(outputs, name), `${name} is given twice`);
    outputs[name] = value.join("\n");
  }
  return outputs;
}

/** The commands that the runner carries out, other than those between its being told to stop and to go on. */
function commandsOf(out) {
  let stopped;
  return out.split("\n").flatMap((line) => {
    const [, command, properties = "", data] = /^\s*::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
    if (stopped !== undefined) {
      if (line.trim() === `::${stopped}::`) stopped = undefined;
      return [];
    }
    if (command === "stop-commands") stopped = data;
    return command === undefined || command === "stop-commands" ? [] : [{ command, properties, data }];
  });
}

test("the definition names a runtime and a file that are there", () => {
  assert.equal(definition.runs.using, "node24");
  assert.ok(existsSync(join(folder, definition.runs.main)));
});

describe("a step", () => {
  test("with findings fails, shows them at their lines and sums them up", { skip: lacking.github }, async () => {
    const { code, out, err, outputs, summary } = await step({ path: "plan.json" });
    assert.deepEqual({ code, err }, { code: 1, err: "" });
    const report = JSON.parse(readFileSync(outputs.report, "utf8"));
    assert.deepEqual(outputs, {
      deployable: "false",
      findings: String(report.findings.length),
      failing: String(report.summary.failing),
      blockers: String(report.summary.blockers),
      report: outputs.report,
    });
    const errors = commandsOf(out).filter(({ command }) => command === "error");
    assert.ok(errors.length > 0);
    assert.match(errors[0].properties, /file=plan\.json,line=\d+/);
    assert.match(summary, /api-cannot-invoke-lambda/);
  });

  test("without findings passes", async () => {
    const { code, outputs } = await step({ path: "sound.tf.json", ...plain });
    assert.equal(code, 0);
    assert.deepEqual({ ...outputs, report: "" }, { deployable: "true", findings: "0", failing: "0", blockers: "0", report: "" });
  });

  test("takes several paths and a severity", async () => {
    const { code, outputs } = await step({ path: "plan.json\n\n  sound.tf.json  \n", "fail-on": "never", ...plain });
    assert.equal(code, 0);
    assert.equal(outputs.deployable, "false");
    assert.equal(JSON.parse(readFileSync(outputs.report)).inputs.length, 2);
  });

  test("writes SARIF where it is told to", { skip: lacking.sarif }, async () => {
    await step({ path: "plan.json", sarif: "planproof.sarif", ...plain });
    assert.equal(JSON.parse(readFileSync(join(project.folder, "planproof.sarif"))).version, "2.1.0");
  });

  test("that cannot check everything fails, and proves nothing", async () => {
    for (const path of ["cut.json", "sound.tf.json\ncut.json", "--help"]) {
      const { code, out, err, outputs } = await step({ path, ...plain });
      assert.equal(code, 2);
      assert.match(err, /^planproof: /);
      assert.equal(outputs.deployable, "false");
      assert.ok(commandsOf(out).some(({ command, data }) => command === "error" && data.startsWith("not everything")));
    }
  });

  test("says what is wrong with an input", async () => {
    const { code, err, outputs } = await step({ path: "plan.json", "fail-on": "hihg", ...plain });
    assert.equal(code, 2);
    assert.match(err, /`hihg`.*`high`/);
    assert.deepEqual({ ...outputs }, { deployable: "false", findings: "", failing: "", blockers: "", report: "" });
  });

  test("commands nothing that the input says, in a report for people", async () => {
    const temp = join(project.folder, "temp\ndeployable=true\nblockers<<end");
    const { out, outputs, summary } = await step({ path: "hostile.tf.json", ...plain }, { RUNNER_TEMP: temp });
    assert.equal(outputs.deployable, "false");
    assert.ok(outputs.report.startsWith(temp) && existsSync(outputs.report));
    assert.deepEqual(commandsOf(out), []);
    const [, said] = /^::stop-commands::(.+)\n([^]*)\n::\1::\n$/.exec(out)?.slice(1) ?? assert.fail(out);
    assert.match(said, /unknown-argument/);
    assert.equal(summary, "");
  });

  test("commands nothing that the input says, at its lines", { skip: lacking.github }, async () => {
    const { out, outputs } = await step({ path: "hostile.tf.json" });
    assert.equal(outputs.deployable, "false");
    const commands = commandsOf(out);
    const places = commands.filter(({ properties }) => properties.includes("file="));
    assert.equal(places.length, Number(outputs.findings));
    for (const { command, properties } of commands) {
      assert.match(command, /^(error|warning|notice)$/);
      // One line sums up, and is at no place.
      assert.match(properties, /(^|,)file=hostile\.tf\.json(,|$)|^title=planproof$/);
    }
    assert.doesNotMatch(out, /##\[|^\s*::set-output/m);
  });
});

describe("the comment", { skip: lacking.github }, () => {
  let github, api, comments, refused, asked;
  before(async () => {
    github = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url, "http://localhost");
      const body = (await request.toArray()).map(String).join("");
      asked.push([request.method, pathname, request.headers.authorization]);
      const answer = (status, value) => response.writeHead(status).end(JSON.stringify(value));
      if (refused) return answer(403, {});
      if (request.method === "GET") {
        const start = (searchParams.get("page") - 1) * 100;
        return answer(200, comments.slice(start, start + 100));
      }
      const { body: text } = JSON.parse(body);
      const id = Number(pathname.split("/").at(-1));
      if (request.method === "PATCH") comments.find((comment) => comment.id === id).body = text;
      else comments.push({ id: comments.length + 1, body: text });
      answer(200, {});
    });
    await new Promise((listening) => github.listen(0, "127.0.0.1", listening));
    api = `http://127.0.0.1:${github.address().port}`;
  });
  after(() => {
    github.closeAllConnections();
    github.close();
  });
  beforeEach(() => ([comments, refused, asked] = [[], false, []]));

  const event = (value) => ({ GITHUB_API_URL: api, GITHUB_EVENT_PATH: project.write("event.json", JSON.stringify(value)) });
  const pull = { pull_request: { number: 7 } };

  test("is written once and rewritten by the next run", async () => {
    comments = Array.from({ length: 120 }, (_, index) => ({ id: index + 1, body: "<!-- another --> fine" }));
    await step({ path: "plan.json", comment: "true" }, event(pull));
    assert.equal(comments.length, 121);
    assert.match(comments[120].body, /^<!-- planproof -->\n[^]*api-cannot-invoke-lambda/);
    const { code } = await step({ path: "sound.tf.json", comment: "true" }, event(pull));
    assert.equal(code, 0);
    assert.equal(comments.length, 121);
    assert.doesNotMatch(comments[120].body, /api-cannot-invoke-lambda/);
    assert.ok(asked.every(([, , authorization]) => authorization === "Bearer token-of-this-job"));
    assert.ok(asked.every(([, path]) => path.startsWith("/repos/acme/infrastructure/issues/")));
  });

  test("is not written without being asked for, nor where there is no pull request", async () => {
    await step({ path: "plan.json" }, event(pull));
    await step({ path: "plan.json", comment: "true" }, event({ ref: "refs/heads/main" }));
    assert.deepEqual(asked, []);
  });

  test("that may not be written changes no verdict", async () => {
    refused = true;
    for (const [path, expected] of [["plan.json", 1], ["sound.tf.json", 0]]) {
      const { code, out } = await step({ path, comment: "true" }, event(pull));
      assert.equal(code, expected);
      assert.match(out, /^::warning title=Planproof::the comment could not be written: GitHub answered 403; /m);
      assert.ok(!out.includes("token-of-this-job"));
    }
  });
});
