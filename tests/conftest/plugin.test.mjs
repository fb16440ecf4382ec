// The plugin, from the packed package, in the real Conftest.

import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { commandFromString } from "azure-pipelines-task-lib/taskcommand.js";
import { version } from "planproof";
import { SaxesParser } from "saxes";
import { Parser as TapParser } from "tap-parser";
import { command, refuse } from "../../wasm/conftest/options.mjs";
import { print } from "../../wasm/conftest/print.mjs";
import { resultsOf } from "../../wasm/conftest/results.mjs";
import { broken, mended, repository, scratch } from "../package/scratch.mjs";
import { conftest, folder, FORMATS, read, reformatted, write } from "./conftest.mjs";

const project = scratch();
const at = (name) => join(project.folder, name);
cpSync(mended, at("mended.json"));
write(at("warned/planproof.json"), JSON.stringify({ failOn: "never" }));
write(at("waived.json"), JSON.stringify({ waivers: [{ rule: "hardcoded-password", reason: "it is rotated" }] }));
write(at("broken.json"), '{"format_version": ');

const install = (path, options) => conftest(["plugin", "install", path], { cwd: project.folder, ...options });
const plugin = (words, options) => conftest(["planproof", ...words], { cwd: project.folder, ...options });
const results = (...words) => JSON.parse(plugin(["-o", "json", ...words]).out);
const count = (found = []) => found.length;

assert.deepEqual(install("node_modules/planproof/conftest"), { code: 0, out: "", err: "" });

describe("installed", () => {
  test("it is a command of Conftest's, which hands on its help", () => {
    assert.match(conftest(["--help"]).out, /^ {2}planproof +Prove Terraform plans/m);
    const { code, out } = plugin(["--help"]);
    assert.equal(code, 0);
    assert.match(out, /^Usage: conftest planproof /m);
    assert.deepEqual(out.split("\n").filter((line) => line.length > 100), []);
  });

  test("it is of the package's version", () => {
    const [, stated] = /^version: (.*)$/m.exec(readFileSync(at("node_modules/planproof/conftest/plugin.yaml"), "utf8"));
    assert.equal(stated, version);
  });

  test("it runs from a folder of the repository, and from a path with spaces", () => {
    const home = join(folder(), "a user's home");
    write(join(home, "placeholder"), "");
    const env = { XDG_DATA_HOME: home };
    assert.equal(install(repository("wasm/conftest"), { env }).code, 0);
    assert.equal(plugin(["mended.json"], { env }).code, 0);
  });

  test("without the package it says what it needs", () => {
    const home = folder();
    const alone = folder();
    cpSync(repository("wasm/conftest"), alone, { recursive: true });
    const env = { XDG_DATA_HOME: home };
    assert.equal(install(alone, { env }).code, 0);
    const { code, out, err } = plugin(["mended.json"], { env });
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /runs from the npm package.*npm install --save-dev planproof/);
  });
});

describe("formats", () => {
  for (const words of [["plan.json", "mended.json", "-p", "waived.json"], ["plan.json", "-p", "warned/planproof.json"]]) {
    test(`are those that Conftest makes of the same results: ${words.join(" ")}`, () => {
      const { out: json } = plugin([...words, "-o", "json"]);
      for (const format of FORMATS) {
        const own = plugin([...words, "-o", format]).out;
        assert.equal(own, ofPlanproof(reformatted(json, format)), format);
      }
    });
  }

  /** Who says it: Conftest says that it was itself, and which Go built it. */
  function ofPlanproof(text) {
    return text
      .replace('"informationUri":"https://github.com/open-policy-agent/conftest","name":"conftest"', '"informationUri":"https://planproof.dev","name":"planproof"')
      .replace('"version":"0.71.1"', `"version":"${version}"`)
      .replace(/<property name="go\.version" value=".*?">/, `<property name="planproof.version" value="${version}">`);
  }

  test("the JSON is that of the command line", () => {
    const { out } = project.run(process.execPath, [at("node_modules/planproof/bin/planproof.mjs"), "check", "plan.json", "--format", "conftest"]);
    assert.equal(plugin(["plan.json", "-o", "json"]).out, out);
  });
});

describe("exit codes and silence are Conftest's", () => {
  const policy = repository("tests/conftest/results.rego");
  const inputs = { failing: { failures: ["x"], warnings: ["y"] }, warned: { warnings: ["y"] }, clean: {} };
  for (const [name, input] of Object.entries(inputs)) write(at(`${name}.rules.json`), JSON.stringify({ ...input, exceptions: [1] }));
  const own = { failing: ["plan.json"], warned: ["plan.json", "-p", "warned/planproof.json"], clean: ["mended.json"] };
  for (const flags of [[], ["--fail-on-warn"], ["--no-fail"], ["--quiet"], ["--quiet", "--no-fail", "--fail-on-warn"]]) {
    for (const [name, words] of Object.entries(own)) {
      test(`${name} ${flags.join(" ")}`, () => {
        const real = conftest(["test", "-p", policy, `${name}.rules.json`, ...flags], { cwd: project.folder });
        const { code, out } = plugin([...words, ...flags]);
        assert.deepEqual([code, out === ""], [real.code, real.out === ""]);
      });
    }
  }

  test("what cannot be tested is no success, whatever is asked", () => {
    for (const words of [["none.json"], ["broken.json"], ["broken.json", "--no-fail"], ["mended.json", "broken.json", "--no-fail", "--quiet"], ["mended.json", "-p", "broken.json"]]) {
      const { code, err } = plugin(words);
      assert.equal(code, 1, words.join(" "));
      assert.match(err, /^planproof: (?:broken|none)\.json:|^planproof: broken\.json/, words.join(" "));
    }
    assert.equal(plugin(["plan.json", "broken.json", "--fail-on-warn"]).code, 2);
    assert.deepEqual(results("mended.json", "broken.json").map(({ filename }) => filename), ["mended.json"]);
  });
});

describe("options", () => {
  test("--combine makes one result of all inputs", () => {
    const [one, other] = results("plan.json", "mended.json");
    const combined = results("plan.json", "mended.json", "--combine");
    assert.deepEqual(combined.map(({ filename }) => filename), ["Combined"]);
    assert.equal(count(combined[0].failures), count(one.failures) + count(other.failures));
    assert.equal(combined[0].successes, Number(!combined[0].failures) + Number(!combined[0].warnings));
  });

  test("--stdin-filename names what comes from standard input", () => {
    const input = readFileSync(broken, "utf8");
    const run = (...words) => JSON.parse(plugin(["-o", "json", "-", ...words], { input }).out)[0];
    assert.equal(run().filename, "");
    const named = run("--stdin-filename", "tfplan");
    assert.equal(named.filename, "tfplan");
    assert.deepEqual(new Set(named.failures.map(({ loc }) => loc.file)), new Set(["tfplan"]));
    assert.match(plugin(["-", "--no-color"], { input }).out, /^FAIL - - main - aws_/);
  });

  test("--ignore leaves files out", () => {
    cpSync(broken, at("stacks/old/plan.json"));
    cpSync(mended, at("stacks/new/plan.json"));
    const names = (...words) => results("stacks", ...words).map(({ filename }) => filename);
    assert.deepEqual(names(), [join("stacks", "new", "plan.json"), join("stacks", "old", "plan.json")]);
    assert.deepEqual(names("--ignore", "/old/"), [join("stacks", "new", "plan.json")]);
    const { code, err } = plugin(["stacks", "--ignore", "."]);
    assert.equal(code, 1);
    assert.match(err, /`--ignore` leaves nothing to test/);
    assert.match(plugin(["stacks", "--ignore", "("]).err, /is no regular expression/);
  });

  test("waivers are exceptions, which --suppress-exceptions does not show", () => {
    const shown = (...words) => plugin(["plan.json", "-p", "waived.json", "--no-color", ...words]).out;
    assert.match(shown(), /^EXCP - plan\.json - main - aws_db_instance\.payments: `password` is a literal/m);
    assert.match(shown(), / 1 exception$/m);
    assert.doesNotMatch(shown("--suppress-exceptions"), /^EXCP/m);
  });

  test("--junit-hide-message and --github-hide-passed", () => {
    const names = [...plugin(["plan.json", "-o", "junit", "--junit-hide-message"]).out.matchAll(/testcase .*? name="(.*?)"/g)];
    assert.deepEqual(new Set(names.map(([, name]) => name)), new Set(["plan.json"]));
    assert.match(plugin(["mended.json", "-o", "github"]).out, /^::group::/);
    assert.doesNotMatch(plugin(["mended.json", "-o", "github", "--github-hide-passed"]).out, /::group::/);
  });

  test("Conftest's variables say the same, and options say more than they", () => {
    const run = (words, env) => plugin(words, { env });
    assert.equal(run(["plan.json"], { CONFTEST_FAIL_ON_WARN: "true" }).code, 2);
    assert.equal(run(["plan.json"], { CONFTEST_NO_FAIL: "1" }).code, 0);
    assert.match(run(["plan.json"], { CONFTEST_OUTPUT: "tap" }).out, /^1\.\.\d+\n/);
    assert.match(run(["plan.json", "-o", "json"], { CONFTEST_OUTPUT: "tap" }).out, /^\[/);
    assert.match(run(["plan.json"], { CONFTEST_NO_FAIL: "perhaps" }).err, /the variable `CONFTEST_NO_FAIL` must be/);
    assert.match(run(["plan.json"], { CONFTEST_OUTPUT: "yaml" }).err, /`yaml` is not a value of `CONFTEST_OUTPUT`/);
    // Those about Rego are for `conftest test`.
    assert.equal(run(["mended.json"], { CONFTEST_POLICY: "rules", CONFTEST_NAMESPACE: "team" }).code, 0);
  });

  test("colours go with --no-color and NO_COLOR", () => {
    assert.ok(plugin(["plan.json"]).out.includes("\u001b[31mFAIL\u001b[0m"));
    assert.ok(!plugin(["plan.json", "--no-color"]).out.includes("\u001b"));
    assert.ok(!plugin(["plan.json"], { env: { NO_COLOR: "1" } }).out.includes("\u001b"));
  });

  test("what Conftest has and this has not is refused in words, and so is what neither has", () => {
    const { out } = conftest(["test", "--help"]);
    const [, section] = out.split("\nFlags:\n");
    const flags = [...section.split("\n\n")[0].matchAll(/^ +(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, ...names]) => names);
    const names = flags.filter((name) => name !== undefined);
    assert.ok(names.length > 25);
    const taken = Object.entries(command.options).flatMap(([long, { short }]) => [long, short]);
    for (const name of names.filter((name) => !taken.includes(name))) {
      assert.throws(() => refuse(["plan.json", `${name}=x`]), /has no meaning for `conftest planproof`: ./, name);
    }
    for (const [words, said] of [
      [["-d", "data"], /`-d` has no meaning for `conftest planproof`: parameters/],
      [["--rego-version", "v0"], /no Rego is read/],
      [["-n", "team"], /there is no namespace `team`/],
      [["--parser", "hcl2"], /only Terraform JSON is read/],
      [["-p", "policy.rego"], /no Rego is read/],
      [["-p", "warned"], /it is a folder/],
      [["--no-fial"], /did you mean `--no-fail`\?/],
      [["-o", "yaml"], /`yaml` is not a value of `--output`/],
      [["-", "-"], /given twice/],
    ]) {
      const { code, out, err } = plugin(["mended.json", ...words]);
      assert.deepEqual([code, out], [1, ""], words.join(" "));
      assert.match(err, said);
    }
    assert.match(plugin([]).err, /nothing to test is named/);
    for (const words of [["-n", "main"], ["--all-namespaces"], ["--parser", "json"]]) {
      assert.equal(plugin(["mended.json", ...words]).code, 0, words.join(" "));
    }
  });
});

describe("nothing in a plan steers what shows it", () => {
  const report = JSON.parse(read("tests/golden/mixed/report.json"));
  const results = resultsOf(report, { namespace: "main" });
  const hostile = results.map((result) => ({
    ...result,
    failures: result.failures.flatMap((finding) =>
      ["x # SKIP y", "x # TODO", "\n::error::a\u001b[2J", "##vso[task.complete result=Succeeded;]", "]]></failure>&<!--", "[a](https://b) \u202e"].map((msg) => ({ ...finding, msg })),
    ),
  }));
  const printed = Object.fromEntries(FORMATS.map((output) => [output, print(hostile, { output, "no-color": true })]));
  const total = (kind) => hostile.reduce((sum, result) => sum + result[kind].length, 0);
  const successes = hostile.reduce((sum, result) => sum + result.successes, 0);

  test("no format holds a character that does something, or a command but its own", () => {
    for (const [format, text] of Object.entries(printed)) {
      assert.doesNotMatch(text.replace(/[\n\t]/g, ""), /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u, format);
      const commands = text.match(/##(?:vso)?\[.*?\]/g) ?? [];
      const own = /^##(?:\[(?:section|group|endgroup)\]|vso\[task\.logissue type=(?:error|warning)\])$/;
      assert.deepEqual(commands.filter((command) => format !== "azuredevops" || !own.test(command)), [], format);
    }
  });

  test("a line is a finding, in text, TAP and the table", () => {
    const found = total("failures") + total("warnings") + total("exceptions");
    assert.equal(printed.stdout.trimEnd().split("\n").length, found + 2);
    assert.equal(printed.table.trimEnd().split("\n").length, found + successes + 4);
    let summary;
    new TapParser({ strict: false }, (final) => (summary = final)).end(printed.tap);
    const { fail, skip, todo, count } = summary;
    assert.deepEqual({ fail, skip, todo, count }, { fail: total("failures") + total("warnings"), skip: 0, todo: 0, count: found + successes });
  });

  test("GitHub and Azure get as many commands as there are findings", () => {
    const lines = printed.github.split("\n").filter((line) => /^::error /.test(line));
    assert.ok(lines.length >= total("failures"));
    assert.doesNotMatch(printed.github, /^(?!::(?:group|error|warning|notice|endgroup)\b)[^\d]/m);
    const issues = printed.azuredevops.split("\n").filter((line) => line.startsWith("##vso["));
    assert.equal(issues.length, total("failures") + total("warnings") + total("exceptions"));
    for (const issue of issues) assert.equal(commandFromString(issue).command, "task.logissue");
  });

  test("JUnit is XML with no elements but its own, SARIF is valid, and JSON gives each text back", () => {
    const names = new Set();
    const parser = new SaxesParser();
    parser.on("error", (error) => assert.fail(error.message));
    parser.on("opentag", ({ name }) => names.add(name));
    parser.write(printed.junit).close();
    assert.deepEqual([...names].sort(), ["failure", "properties", "property", "testcase", "testsuite", "testsuites"]);
    const schema = createRequire(import.meta.url)("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    const isSarif = addFormats(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })).compile(schema);
    const sarif = JSON.parse(printed.sarif);
    assert.ok(isSarif(sarif), JSON.stringify(isSarif.errors));
    for (const { message } of sarif.runs[0].results) assert.doesNotMatch(message.text, /(?<!\\)\]\(/);
    const messages = (all) => all.flatMap(({ failures = [] }) => failures.map(({ msg }) => msg));
    assert.deepEqual(messages(JSON.parse(printed.json)), messages(hostile));
  });
});

test("removed, it leaves Conftest as it was", () => {
  const home = folder();
  const env = { XDG_DATA_HOME: home };
  install("node_modules/planproof/conftest", { env });
  rmSync(join(home, ".conftest"), { recursive: true });
  assert.match(plugin(["mended.json"], { env }).err, /unknown command "planproof"/);
  assert.equal(plugin(["mended.json"]).code, 0);
});
