// Each writer against Conftest itself: results that it printed of rules in Rego, and results that it is given.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { azuredevops } from "../../wasm/conftest/formats/azuredevops.mjs";
import { github } from "../../wasm/conftest/formats/github.mjs";
import { json } from "../../wasm/conftest/formats/json.mjs";
import { junit } from "../../wasm/conftest/formats/junit.mjs";
import { sarif } from "../../wasm/conftest/formats/sarif.mjs";
import { stdout } from "../../wasm/conftest/formats/stdout.mjs";
import { table } from "../../wasm/conftest/formats/table.mjs";
import { tap } from "../../wasm/conftest/formats/tap.mjs";
import { exitCode } from "../../wasm/conftest/results.mjs";
import { repository } from "../package/scratch.mjs";
import { asGo, conftest, folder, FORMATS, reformatted, VERSION, write } from "./conftest.mjs";

const tool = { name: "conftest", version: VERSION, uri: "https://github.com/open-policy-agent/conftest" };

/** What a writer makes of results; `real` is what Conftest does, which has the version of Go that built it. */
function written(results, format, real, options = {}) {
  switch (format) {
    case "stdout":
      return stdout(results, options);
    case "json":
      return asGo(json(results));
    case "tap":
      return tap(results);
    case "table":
      return table(results);
    case "junit":
      return junit(results, { property: ["go.version", /name="go\.version" value="(.*?)"/.exec(real)?.[1]], ...options });
    case "github":
      return github(results, options);
    case "azuredevops":
      return azuredevops(results);
    case "sarif":
      return asGo(sarif(results, tool));
  }
}

/** Results as writers take them, of the JSON that Conftest prints. */
function parsed(text, input) {
  return JSON.parse(text).map((result) => {
    const { filename, warnings = [], failures = [], exceptions = [] } = result;
    return { ...result, filename: filename || input, warnings, failures, exceptions };
  });
}

describe("what Conftest prints of rules", () => {
  const policy = repository("tests/conftest/results.rego");
  const at = folder();
  const located = { msg: "beside the input", _loc: { file: "main.tf", line: 12 }, severity: "low", depth: 3 };
  const here = { msg: "in the input", _loc: { file: "all.json", line: 7 } };
  const inputs = {
    "all.json": { failures: ["fails <b>&\"'\\", "and more", located], warnings: ["warns", here], exceptions: [1] },
    "failure.json": { failures: ["日本語 ☰ 👩‍👩‍👧 e\u0301 ｆｕｌｌ"] },
    "warning.json": { warnings: [located, "  set in, and more  "], exceptions: [1] },
    "excepted.json": { exceptions: [1, 2] },
    "a 'b' \"c\", d:100%.json": { failures: ["x"], exceptions: [1] },
  };
  for (const [name, input] of Object.entries(inputs)) write(join(at, name), JSON.stringify(input));

  const runs = [
    ...Object.keys(inputs).map((name) => [name, [], {}]),
    ["all.json", ["--no-color"], { hasColors: false }],
    ["all.json", ["--suppress-exceptions"], { hidesExceptions: true }],
    ["all.json", ["--junit-hide-message"], { hidesMessages: true }],
    ["excepted.json", ["--github-hide-passed"], { hidesPassed: true }],
    ["-", [], {}],
  ];
  for (const [name, flags, options] of runs) {
    test(`${name} ${flags}`, () => {
      const input = JSON.stringify(inputs["all.json"]);
      const run = (format) => conftest(["test", "-p", policy, name, "-o", format, ...flags], { cwd: at, input });
      const results = parsed(run("json").out, name);
      for (const format of FORMATS) {
        const { code, out } = run(format);
        assert.equal(written(results, format, out, options), out, format);
        assert.equal(exitCode(results), code);
      }
    });
  }

  test("the exit code with --fail-on-warn", () => {
    const codes = Object.keys(inputs).map((name) => {
      const run = (...flags) => conftest(["test", "-p", policy, name, "-o", "json", ...flags], { cwd: at });
      const { code } = run("--fail-on-warn");
      assert.equal(exitCode(parsed(run().out, name), true), code);
      return code;
    });
    assert.deepEqual(codes, [2, 2, 1, 0, 2]);
  });
});

describe("what Conftest writes of results that it is given", () => {
  const words = [
    "aws_s3_bucket.state", 'module.network["load test"].aws_subnet.this[0]', "`password`", "<script>alert(1)</script>", "&amp;",
    "'quoted' \"twice\"", "back\\slash", "100% %0A %25 %s %!d", "::error::no", "##vso[task.complete]", "##[error]", "# SKIP", "](https://x)",
    "é e\u0301 ü", "日本語 한국어 ｆｕｌｌ", "😀 👩‍👩‍👧 🇩🇪 ❤️ ☰ ⌚", "עברית \u200fعربي\u061c", "\ufeff", "\u00a0", "\u{1f9ff}\u{20000}", "\u200b", "~", "a,b;c=d", "",
  ];
  // Not in a table: it breaks lines, and nothing that is printed holds any.
  const controls = ["\t", "\n", "\r\n", "\u0000", "\u0007", "\u001b[31m", "\u007f", "\u009b", "\u2028", "\u202e", "\uffff"];

  /** What Conftest itself does not print as it is: of a `%` it makes something else there. */
  const own = words.filter((text) => !text.includes("%"));
  const pools = { table: words, github: [...own, ...controls] };

  for (const format of FORMATS) {
    const pool = pools[format] ?? [...words, ...controls];
    for (let seed = 1; seed <= 8; seed++) {
      test(`${format} ${seed}`, () => {
        const results = random(seed, pool);
        const out = reformatted(JSON.stringify(results.map(unlessEmpty)), format);
        assert.equal(written(results, format, out), out);
      });
    }
  }

  /** Lists that are empty are not there, for Conftest writes none. */
  function unlessEmpty(result) {
    return Object.fromEntries(Object.entries(result).filter(([, value]) => value.length !== 0));
  }
});

/** Results made of texts, the same for a seed; each has something in it. */
function random(seed, texts) {
  let state = seed * 2654435761;
  const upTo = (most) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return (state >>> 8) % (most + 1);
  };
  const some = (most, make) => Array.from({ length: upTo(most) }, make);
  const text = () => `m${some(4, () => texts[upTo(texts.length - 1)]).join(" ")}`;
  const names = ["plan.json", "-", "./a b/ü#?.json", `x${texts[upTo(texts.length - 1)]}`];
  const finding = (filename) => () => ({
    msg: text(),
    loc: { file: upTo(2) ? filename : text(), line: 1 + upTo(99) },
    metadata: { address: text(), query: "data.main.deny" },
  });
  return Array.from({ length: 1 + upTo(2) }, () => {
    const filename = names[upTo(names.length - 1)];
    const lists = () => some(3, finding(filename));
    return { filename, namespace: "main", successes: upTo(2), warnings: lists(), failures: lists(), exceptions: lists() };
  });
}
