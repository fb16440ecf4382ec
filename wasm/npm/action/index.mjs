// The GitHub Action: inputs into a command line, its report into outputs.
//
// Knows what the runner sets and reads. What is checked and how a report is written, the command line knows.

import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../cli/main.mjs";
import { comment } from "./comment.mjs";

process.exitCode = await run(process.env);

/** Runs the action and gives the exit code; any but 0 fails the step. */
async function run(env) {
  mkdirSync(env.RUNNER_TEMP || tmpdir(), { recursive: true });
  const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), "planproof-"));
  const files = { json: join(folder, "report.json"), markdown: join(folder, "report.md") };
  const wantsComment = isTrue(env, "comment");
  const words = commandLine(env, files, wantsComment);
  const code = await (isTrue(env, "annotations") ? main(words) : withoutCommands(() => main(words)));
  const report = existsSync(files.json) ? JSON.parse(readFileSync(files.json, "utf8")) : undefined;

  output(env, outputs(report, code, files.json));
  if (code > 1) say("error", "not everything could be checked; the log of this step says what, and why");
  if (wantsComment && report !== undefined) await attempt(() => comment(env, readFileSync(files.markdown, "utf8")));
  return code;
}

function commandLine(env, files, wantsComment) {
  const options = ["policy", "profile", "fail-on", "environment-suffix", "environment", "baseline"];
  const given = options.filter((name) => input(env, name) !== "");
  const sarif = input(env, "sarif");
  return [
    "check",
    `--format=${isTrue(env, "annotations") ? "github" : "text"}`,
    `--output=json=${files.json}`,
    ...(wantsComment ? [`--output=markdown=${files.markdown}`] : []),
    ...(sarif === "" ? [] : [`--output=sarif=${sarif}`]),
    ...given.map((name) => `--${name}=${input(env, name)}`),
    "--",
    ...(lines(input(env, "path")).length > 0 ? lines(input(env, "path")) : ["."]),
  ];
}

/** What later steps can ask for; a run that could not check everything proves nothing. */
function outputs(report, code, path) {
  const { deployable, failing, blockers } = report?.summary ?? {};
  return {
    deployable: code <= 1 && deployable === true,
    findings: report?.findings.length ?? "",
    failing: failing ?? "",
    blockers: blockers ?? "",
    report: report === undefined ? "" : path,
  };
}

function input(env, name) {
  return (env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
}

function isTrue(env, name) {
  return input(env, name).toLowerCase() === "true";
}

function lines(text) {
  return text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
}

/** Hands outputs to the runner. What ends a value cannot be guessed, so that no value can begin another output. */
function output({ GITHUB_OUTPUT: file }, values) {
  if (!file) return;
  const end = `planproof_${randomUUID()}`;
  for (const [name, value] of Object.entries(values)) appendFileSync(file, `${name}<<${end}\n${value}\n${end}\n`);
}

/** Lets nothing that is printed meanwhile be read as a command to the runner: a report for people quotes the plan. */
async function withoutCommands(action) {
  const end = randomUUID();
  process.stdout.write(`::stop-commands::${end}\n`);
  try {
    return await action();
  } finally {
    process.stdout.write(`\n::${end}::\n`);
  }
}

/** Who may not comment, as in a pull request from a fork, still gets the verdict. */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    say("warning", `the comment could not be written: ${error.message}`);
  }
}

function say(level, message) {
  const data = message.replace(/[%\r\n]/g, encodeURIComponent);
  process.stdout.write(`::${level} title=Planproof::${data}\n`);
}
