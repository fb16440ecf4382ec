// How the command line behaves towards shells, terminals and people in a hurry.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { showProgress } from "../cli/check/progress.mjs";
import { writeWhole } from "../cli/files.mjs";
import { fixture } from "./fixtures.mjs";
import { clean, planproof, program } from "./program.mjs";

const broken = fixture("payments-broken", "plan.json");
const mended = fixture("payments-mended", "plan.json");
const isUnix = process.platform !== "win32";

const scratch = mkdtempSync(join(tmpdir(), "planproof-manners-"));
after(() => rmSync(scratch, { recursive: true }));

describe("--quiet", () => {
  const severities = (text) => [...text.matchAll(/^ {2}(critical|high|medium|low|info) {2}/gm)].map(([, name]) => name);

  test("says nothing where nothing fails", () => {
    assert.deepEqual(planproof(["check", mended, "--quiet"]), { code: 0, out: "", err: "" });
    assert.deepEqual(planproof(["check", broken, "-q", "--fail-on", "never"]), { code: 0, out: "", err: "" });
  });

  test("says what fails, and counts only that", () => {
    const whole = planproof(["check", broken]);
    const { code, out, err } = planproof(["check", broken, "--quiet", "--fail-on", "critical"]);
    assert.deepEqual([code, err], [1, ""]);
    const critical = severities(whole.out).filter((name) => name === "critical");
    assert.ok(critical.length > 0 && critical.length < severities(whole.out).length);
    assert.deepEqual(severities(out), critical);
    assert.match(out, new RegExp(`^${critical.length} findings: ${critical.length} critical\\.$`, "m"));
  });

  test("of several inputs, leaves those out in which nothing fails", () => {
    const { out } = planproof(["check", mended, broken, "--quiet"]);
    assert.ok(out.includes(broken) && !out.includes(mended));
  });

  test("leaves errors, and what is written for programs", () => {
    const failed = planproof(["check", mended, join(scratch, "none.json"), "--quiet"]);
    assert.deepEqual([failed.code, failed.out], [2, ""]);
    assert.match(failed.err, /none\.json: there is no such file/);
    const json = (...more) => planproof(["check", broken, "--format", "json", ...more]);
    assert.deepEqual(json("--quiet", "--fail-on", "critical"), json("--fail-on", "critical"));
  });
});

describe("colours", () => {
  const has = (words, env = {}) => planproof(words, { env }).out.includes("\u001b[");

  test("as --color says, before the environment", () => {
    for (const command of [["check", broken], ["explain", "peering-not-accepted"]]) {
      assert.equal(has([...command, "--color", "always"], { NO_COLOR: "1" }), true);
      assert.equal(has([...command, "--color=never"], { FORCE_COLOR: "1" }), false);
      assert.equal(has([...command, "--color=auto"], { FORCE_COLOR: "1" }), true);
    }
  });

  test("never in a file or for programs", () => {
    const file = join(scratch, "plain.txt");
    planproof(["check", broken, "--color", "always", "--output", file]);
    assert.ok(!readFileSync(file, "utf8").includes("\u001b"));
    assert.equal(has(["check", broken, "--color", "always", "--format", "json"]), false);
  });
});

describe("files are written whole or not at all", () => {
  const file = join(scratch, "whole.txt");

  test("what was there stays until all of it is written, and after a failure", () => {
    writeFileSync(file, "before");
    const pieces = function* () {
      yield "half";
      assert.equal(readFileSync(file, "utf8"), "before");
      throw new Error("no more");
    };
    assert.throws(() => writeWhole(file, pieces()), /no more/);
    assert.equal(readFileSync(file, "utf8"), "before");
    writeWhole(file, ["af", "ter"]);
    assert.equal(readFileSync(file, "utf8"), "after");
    assert.deepEqual(readdirSync(scratch).filter((name) => name.startsWith(".")), []);
  });

  test("permissions and links stay", { skip: !isUnix && "Windows has others" }, () => {
    chmodSync(file, 0o640);
    const link = join(scratch, "link.txt");
    symlinkSync("whole.txt", link);
    writeWhole(link, ["linked"]);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(readFileSync(file, "utf8"), "linked");
    assert.equal(statSync(file).mode & 0o777, 0o640);
  });

  test("nothing takes the place of a device", { skip: !isUnix && "Windows has none" }, () => {
    assert.equal(planproof(["check", mended, "--output", "/dev/null"]).code, 0);
    assert.ok(!statSync("/dev/null").isFile());
    const { code, err } = planproof(["check", mended, "--output", "/dev/full"]);
    if (process.platform === "linux") assert.deepEqual([code, /the disk is full/.test(err)], [2, true], err);
  });
});

describe("standard input", () => {
  test("comes in pieces, and as late as it likes", async () => {
    const child = spawn(process.execPath, [program, "check", "--format", "json"], { env: clean });
    let out = "";
    child.stdout.on("data", (data) => (out += data));
    const bytes = readFileSync(broken);
    for (let start = 0; start < bytes.length; start += 20_000) {
      child.stdin.write(bytes.subarray(start, start + 20_000));
      await setTimeout(20);
    }
    child.stdin.end();
    const [code] = await once(child, "close");
    assert.equal(code, 1);
    assert.equal(out, planproof(["check", "-", "--format", "json"], { input: bytes }).out);
  });

  test("is longer than a pipe holds, or ends where a piece does", () => {
    const bytes = readFileSync(broken);
    const report = (input) => {
      const { inputs, findings } = JSON.parse(planproof(["check", "--format", "json"], { input }).out);
      return { inputs, rules: findings.map(({ rule, address, location }) => [rule, address, location.pointer]) };
    };
    const padded = (size) => Buffer.concat([Buffer.alloc(size - bytes.length, " "), bytes]);
    for (const size of [2 ** 16, 2 ** 16 + 1, 2 ** 20, 3 * 2 ** 20 + 7]) assert.deepEqual(report(padded(size)), report(bytes));
  });

  test("a file that is redirected, and nothing at all", { skip: !isUnix && "needs a shell" }, () => {
    const shell = (line) => spawnSync("sh", ["-c", line], { cwd: scratch, env: clean, encoding: "utf8" });
    const run = shell(`"${process.execPath}" "${program}" check < "${broken}"`);
    assert.equal(run.status, 1);
    assert.equal(run.stdout, planproof(["check"], { input: readFileSync(broken) }).out);
    // Where nothing is piped in, this folder is meant.
    const none = shell(`"${process.execPath}" "${program}" check < /dev/null`);
    assert.deepEqual([none.status, /^planproof: \.: this folder holds no plan/.test(none.stderr)], [2, true], none.stderr);
  });
});

describe("Ctrl-C", { skip: !isUnix && "Windows has no signals" }, () => {
  test("ends the program by the signal, and leaves nothing behind", async () => {
    const report = join(scratch, "interrupted.json");
    const child = spawn(process.execPath, [program, "check", "--output", report], { env: clean });
    // It waits for the rest of its input.
    child.stdin.write("{");
    await setTimeout(500);
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "close"), [null, "SIGINT"]);
    assert.deepEqual(readdirSync(scratch).filter((name) => name.includes("interrupted")), []);
  });

  test("at a terminal, takes the line about progress away", { skip: terminalIsMissing() }, async () => {
    const { output, code } = await atTerminal(`sleep 20 | "${process.execPath}" "${program}" check`, /checking one input/);
    assert.match(output, /\r\u001b\[2Kplanproof: checking one input, \d s/);
    assert.match(output, /\u001b\[2K[^\u001b]*$/, "the last thing is that the line is erased");
    assert.doesNotMatch(output.slice(output.lastIndexOf("\u001b[2K")), /checking/);
    assert.equal(code, 130);
  });
});

test("at a terminal, progress is shown and gone at the end", { skip: terminalIsMissing() }, async () => {
  const { output, code } = await atTerminal(`(sleep 3; cat "${mended}") | "${process.execPath}" "${program}" check`);
  assert.match(output, /\r\u001b\[2Kplanproof: checking one input, \d s\r\u001b\[2K/);
  const after = output.slice(output.lastIndexOf("\u001b[2K") + "\u001b[2K".length);
  assert.match(after, /^(\u001b\[[\d;]+m)?Deployable\./);
  assert.equal(code, 0);
});

test("nobody who does not wait sees progress, and the line fits the terminal", (t) => {
  t.mock.timers.enable({ apis: ["setInterval", "Date"] });
  const written = [];
  const stream = { columns: 24, write: (text) => written.push(text) };
  const quick = showProgress(3, stream);
  for (let turn = 0; turn < 4; turn++) t.mock.timers.tick(200);
  quick.end();
  assert.deepEqual(written, []);

  const slow = showProgress(3, stream);
  slow.advance();
  for (let turn = 0; turn < 6; turn++) t.mock.timers.tick(200);
  slow.end();
  const lines = written.map((text) => text.replace("\r\u001b[2K", ""));
  assert.deepEqual(lines, ["planproof: checking 1 o", "planproof: checking 1 o", ""]);
  t.mock.timers.tick(1200);
  assert.equal(written.length, 3);
});

test("help of a command, in both ways", () => {
  const page = planproof(["check", "--help"]);
  assert.deepEqual(planproof(["help", "check"]), page);
  assert.match(page.out, /^Examples:\n {2}\S/m);
  assert.match(planproof(["help", "chekc"]).err, /did you mean `check`\?/);
});

/** Why a terminal cannot be had, or false. */
function terminalIsMissing() {
  const { status } = spawnSync("script", ["--version"]);
  return status !== 0 && "there is no `script` that makes a terminal";
}

/** Runs a line of shell at a terminal, and presses Ctrl-C once it shows something; gives all that it showed. */
async function atTerminal(line, until) {
  const child = spawn("script", ["-qec", line, "/dev/null"], { env: { ...clean, TERM: "xterm", SHELL: "/bin/sh" } });
  let output = "";
  child.stdout.on("data", (data) => {
    const isNew = until && !until.test(output);
    output += data;
    if (isNew && until.test(output)) child.stdin.write("\u0003");
  });
  const [code] = await once(child, "close");
  return { output, code };
}
