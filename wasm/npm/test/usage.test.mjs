// Everything else a command line says: help, mistakes, `rules`, `explain`.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commands } from "../cli/commands.mjs";
import { nearest } from "../cli/spelling.mjs";
import { paragraphs, wantsColor } from "../cli/terminal.mjs";
import { check, render } from "planproof";
import { planproof } from "./program.mjs";

describe("help", () => {
  test("of the program and of each command, on standard output", () => {
    const main = planproof(["--help"]);
    assert.deepEqual({ code: main.code, err: main.err }, { code: 0, err: "" });
    for (const [command, { options }] of Object.entries(commands)) {
      assert.match(main.out, new RegExp(`^  ${command} `, "m"));
      const { code, out, err } = planproof([command, "--help"]);
      assert.deepEqual({ code, err }, { code: 0, err: "" });
      for (const flag of Object.keys(options)) assert.ok(out.includes(flag), `${command} ${flag}`);
      for (const line of out.split("\n")) assert.ok(line.length <= 100, line);
      assert.equal(planproof([command, "-h"]).out, out);
    }
  });

  test("the version", () => {
    assert.match(planproof(["--version"]).out, /^planproof \d+\.\d+\.\d+\n$/);
  });

  test("without a command, a short usage on standard error and exit 2", () => {
    const { code, out, err } = planproof([]);
    assert.deepEqual({ code, out }, { code: 2, out: "" });
    assert.match(err, /^Usage: planproof check/);
  });
});

describe("mistakes", () => {
  for (const [words, line] of [
    ["chekc", "`chekc` is not a command; did you mean `check`? See `planproof --help`"],
    ["xyzzy", "`xyzzy` is not a command; see `planproof --help`"],
    ["plan.json", "`plan.json` is not a command; did you mean `planproof check plan.json`? See `planproof --help`"],
    ["init ci", "`planproof init` takes no `ci`; run it in the folder that is to have planproof.json"],
    ["completion", "`planproof completion` needs the name of a shell, `bash`, `zsh`, `fish` or `powershell`; see `planproof completion --help`"],
    ["completion bsh", "`bsh` is not a value of `planproof completion`; did you mean `bash`? Use `bash`, `zsh`, `fish` or `powershell`"],
    ["check --no-color", "`--no-color` is not an option of `planproof check`; did you mean `--color`? See `planproof check --help`"],
    ["check -x", "`-x` is not an option of `planproof check`; see `planproof check --help`"],
    ["help chekc", "`chekc` is not a command; did you mean `check`? See `planproof --help`"],
    ["--hlep", "`--hlep` is not an option of `planproof` without a command; did you mean `--help`? See `planproof --help`"],
    ["check --formt json", "`--formt` is not an option of `planproof check`; did you mean `--format`? See `planproof check --help`"],
    ["check -format=json", "`-format` is not an option of `planproof check`; did you mean `--format`? See `planproof check --help`"],
    ["check --env dev", "`--env` is not an option of `planproof check`; did you mean `--environment`? See `planproof check --help`"],
    ["check --toString", "`--toString` is not an option of `planproof check`; see `planproof check --help`"],
    ["check --format", "`--format` needs a value, such as `text` or `sarif`; see `planproof check --help`"],
    ["check --format --output x", "`--format` needs a value, such as `text` or `sarif`; see `planproof check --help`"],
    ["check --environment-suffix= x", "`--environment-suffix` needs a value, such as `pr4321`; see `planproof check --help`"],
    ["check --help=yes", "`--help` takes no value; see `planproof check --help`"],
    ["check --format jsn", "`jsn` is not a value of `--format`; did you mean `json`? Use `text`, `json`, `sarif`, `junit`, `github`, `gitlab`, `azure`, `markdown`, `tap`, `checkstyle` or `conftest`"],
    ["check --format xml", "`xml` is not a value of `--format`; use `text`, `json`, `sarif`, `junit`, `github`, `gitlab`, `azure`, `markdown`, `tap`, `checkstyle` or `conftest`"],
    ["check --output junti=x.xml", "`junti` is not a value of `--output`; did you mean `junit`? Use `text`, `json`, `sarif`, `junit`, `github`, `gitlab`, `azure`, `markdown`, `tap`, `checkstyle` or `conftest`"],
    ["check --output jsno=x", "`jsno` is not a value of `--output`; did you mean `json`? Use `text`, `json`, `sarif`, `junit`, `github`, `gitlab`, `azure`, `markdown`, `tap`, `checkstyle` or `conftest`"],
    ["check --output json=", "`--output json=` names no file; write `json=FILE`"],
    ["check --fail-on hihg", "`hihg` is not a value of `--fail-on`; did you mean `high`? Use `critical`, `high`, `medium`, `low`, `info` or `never`"],
    ["check --profile every", "`every` is not a value of `--profile`; use `recommended` or `all`"],
    ["rules x", "`planproof rules` takes no `x`; for one rule, run `planproof explain RULE`"],
    ["explain", "`planproof explain` needs the name of a rule; see `planproof explain --help`"],
    ["explain a b", "`planproof explain` takes one rule, not `b` too; see `planproof explain --help`"],
    ["explain peering-not-acepted", "no rule is called `peering-not-acepted`; did you mean `peering-not-accepted`?"],
  ]) {
    test(words, () => {
      const run = planproof(words.split(" "));
      assert.deepEqual(run, { code: 2, out: "", err: `planproof: ${line}\n` });
    });
  }

  test("after `--` everything is a file", () => {
    assert.match(planproof(["check", "--", "--formt"]).err, /^planproof: --formt: there is no such file/);
  });
});

describe("rules", () => {
  test("as text, JSON and Markdown", () => {
    const rules = JSON.parse(planproof(["rules", "--format", "json"]).out);
    assert.ok(rules.length >= 12);
    const facts = ["name", "category", "severity", "profile", "blocking", "about", "summary", "remedy"];
    for (const rule of rules) assert.deepEqual(Object.keys(rule), facts);

    const text = planproof(["rules"]);
    assert.equal(text.code, 0);
    const markdown = planproof(["rules", "--format", "markdown"]).out;
    for (const { name } of rules) {
      assert.match(text.out, new RegExp(`^${name} +\\w+ +\\w+ +\\S`, "m"));
      assert.ok(markdown.includes(`| \`${name}\` |`));
    }
    const columns = markdown.trim().split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
    assert.deepEqual([...new Set(columns)], [7]);
  });
});

describe("explain", () => {
  test("prints a rule's page", () => {
    const { code, out, err } = planproof(["explain", "peering-not-accepted"]);
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /^peering-not-accepted\n/);
    assert.match(out, /\bprofile recommended · blocks the deployment · judges states too\n/);
    for (const title of ["Why", "What to do", "HCL", "CDKTF, TypeScript", "CDKTF, Python", "Flagged, for example", "Sources"]) {
      assert.match(out, new RegExp(`\\n\\n${title}\\n  \\S`));
    }
    assert.match(out, /aws_vpc_peering_connection_accepter/);
  });

  test("every rule has one", () => {
    for (const { name } of JSON.parse(planproof(["rules", "--format", "json"]).out)) {
      assert.equal(planproof(["explain", name]).code, 0, name);
    }
  });

  test("bold only where colours are wanted", () => {
    const page = (env) => planproof(["explain", "peering-not-accepted"], { env }).out;
    assert.ok(!page({}).includes("\u001b"));
    assert.ok(page({ FORCE_COLOR: "1" }).startsWith("\u001b[1mpeering-not-accepted\u001b[22m\n"));
  });
});

test("what options take is what the engine takes", async () => {
  const { options } = commands.check;
  const input = JSON.stringify({ resource: { aws_sns_topic: { alerts: {} } } });
  const accepted = (policy) => check(input, policy);
  for (const failOn of options["--fail-on"].values) await accepted({ failOn });
  for (const profile of options["--profile"].values) await accepted({ profile });
  for (const format of options["--format"].values) render(await accepted({}), format);
});

test("a terminal decides on colours, NO_COLOR and FORCE_COLOR over it, --color over all", () => {
  const wants = (env, isTTY, when) => wantsColor(when, { env, stdout: { isTTY } });
  assert.equal(wants({}, true), true);
  assert.equal(wants({}, undefined), false);
  assert.equal(wants({ NO_COLOR: "1" }, true), false);
  assert.equal(wants({ NO_COLOR: "" }, true), true);
  assert.equal(wants({ TERM: "dumb" }, true), false);
  assert.equal(wants({ FORCE_COLOR: "1", NO_COLOR: "1" }, undefined), true);
  assert.equal(wants({ FORCE_COLOR: "false" }, true), false);
  assert.equal(wants({ FORCE_COLOR: "1" }, true, "never"), false);
  assert.equal(wants({ NO_COLOR: "1" }, undefined, "always"), true);
});

test("the nearest word", () => {
  const words = ["--format", "--output", "--environment", "--environment-suffix"];
  assert.equal(nearest("--fromat", words), "--format");
  assert.equal(nearest("output", words), "--output");
  assert.equal(nearest("--environment-sufix", words), "--environment-suffix");
  assert.equal(nearest("--e", words), "--environment");
  assert.equal(nearest("--output-file", words), "--output");
  assert.equal(nearest("--", words), undefined);
  assert.equal(nearest("--zzz", words), undefined);
});

test("paragraphs are broken at spaces and kept apart", () => {
  assert.deepEqual(paragraphs("one two three\nfour\n\nlonger-than-that", 9), [
    "one two",
    "three",
    "four",
    "",
    "longer-than-that",
  ]);
});
