// What really reads each format reads it: the report that holds everything, in `tests/golden/mixed`, and one on which
// there is nothing to say. Nothing of an input may come out as anything else than the text it is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as actions from "@actions/core";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { commandFromString, TaskCommand } from "azure-pipelines-task-lib/taskcommand.js";
import { parse as parseJunit } from "junit2json";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { parseFragment } from "parse5";
import { SaxesParser } from "saxes";
import { Parser as TapParser } from "tap-parser";
import { reportFormats } from "../cli/commands.mjs";
import { render } from "../index.mjs";

const golden = (name) => readFileSync(new URL(`../../../tests/golden/mixed/${name}`, import.meta.url), "utf8");
const mixed = JSON.parse(golden("report.json"));
const clean = JSON.parse(golden("clean.json"));
const both = [
  ["report", mixed],
  ["clean", clean],
];
const all = [...mixed.findings, ...mixed.waived];

/** Text as it is shown where it can be seen: what would do something is written in characters that do not. */
const shown = (text) =>
  text
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replace(
      /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu,
      (character) => `\\u{${character.codePointAt(0).toString(16)}}`,
    )
    .replace(/(?<=^| ):(?=:[a-z].*::)/g, "\\u{3a}");

/** The same in a line of a log, where a second `#` cannot be written in another way. */
const logged = (text) => shown(text).replace(/(?<=#)#(?=\[|vso\[)/g, "\\u{23}");

/** The same in XML, which has no way to write two more characters. */
const inXml = (text) => shown(text).replaceAll("\ufffe", "\\u{fffe}").replaceAll("\uffff", "\\u{ffff}");

const inRepository = (path) => path.replace(/^(\.\/)+/, "");
const counts = (values) => values.reduce((seen, value) => seen.set(value, (seen.get(value) ?? 0) + 1), new Map());

/** Both lists hold the same, whatever their order. */
function same(actual, expected) {
  assert.deepEqual([...actual].sort(), [...expected].sort());
}

for (const [name, report] of both) {
  for (const format of ["sarif", "junit", "github", "gitlab", "azure", "markdown", "tap", "checkstyle", "conftest"]) {
    test(`the engine writes ${name}.${format} as the native core did`, () => {
      assert.equal(render(report, format), golden(`${name}.${format}`));
    });
  }
}

const require = createRequire(import.meta.url);
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
// A pattern of the schema is no expression of Unicode mode.
const isSarif = addFormats(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })).compile(schema);

for (const [name, report] of both) {
  test(`${name}.sarif is valid, and refers to what is there`, () => {
    const sarif = JSON.parse(golden(`${name}.sarif`));
    assert.ok(isSarif(sarif), JSON.stringify(isSarif.errors));
    const [run] = sarif.runs;
    const { rules } = run.tool.driver;
    for (const { ruleId, ruleIndex } of run.results) assert.equal(rules[ruleIndex].id, ruleId);
    same(rules.map(({ id }) => id), new Set([...report.findings, ...report.waived].map(({ rule }) => rule)));
    for (const rule of rules) {
      // What code scanning asks of a rule, and how much of it.
      assert.ok(rule.shortDescription.text.length <= 1024 && rule.fullDescription.text.length <= 1024);
      assert.ok(rule.help.text.includes(rule.helpUri) && rule.properties.tags.length <= 10);
      assert.equal("security-severity" in rule.properties, rule.properties.tags.includes("security"));
    }
  });
}

test("the command line offers the formats that the engine writes", () => {
  // It reads its words before it has loaded the engine.
  assert.throws(() => render(clean, "nothing"), ({ help }) => {
    assert.equal(help, `use one of ${reportFormats.values.join(", ")}`);
    return true;
  });
});

test("SARIF gives back each address, place, suppression and state", () => {
  const [run] = JSON.parse(golden("report.sarif")).runs;
  assert.deepEqual(
    run.results.map(({ locations: [{ logicalLocations }] }) => logicalLocations[0].fullyQualifiedName),
    all.map(({ address }) => address),
  );
  for (const [index, result] of run.results.entries()) {
    const finding = all[index];
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    assert.equal(decodeURIComponent(artifactLocation.uri), inRepository(finding.location.file));
    assert.equal(new URL(artifactLocation.uri, "file:///").hash, "");
    const { line, column, endLine, endColumn } = finding.location;
    assert.deepEqual(region, { startLine: line, startColumn: column, endLine, endColumn });
    assert.ok(result.message.text.startsWith(logged(finding.address).replaceAll("](", "\\](")));
    assert.doesNotMatch(result.message.text, /(?<!\\)\]\(/, "no text of an input is a link");
    assert.equal(result.relatedLocations?.length ?? 0, finding.related.length);
    const kind = { policy: "external", baseline: "external", configuration: "inSource" }[finding.waiver?.source];
    assert.deepEqual(result.suppressions?.map((one) => [one.kind, one.status, one.justification]), kind && [[kind, "accepted", finding.waiver.reason]]);
    assert.equal(result.baselineState, finding.waiver?.source === "baseline" ? "unchanged" : "new");
  }
  const told = run.invocations[0].toolExecutionNotifications.map(({ descriptor }) => descriptor.id);
  const open = mixed.undetermined.map(() => "undetermined");
  assert.deepEqual(told, ["ended-waiver", "unused-waiver", "mended", "not-judged", ...open]);
});

/** The elements of XML with their attributes and text; throws where it is not well-formed. */
function elements(xml) {
  const found = [];
  const open = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes, text: "", parent: open.at(-1) };
    found.push(element);
    open.push(element);
  });
  parser.on("text", (text) => open.length > 0 && (open.at(-1).text += text));
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  return found;
}

for (const [name, report] of both) {
  test(`${name}.junit counts right`, async () => {
    const suites = await parseJunit(golden(`${name}.junit`));
    const cases = suites.testsuite.flatMap(({ testcase }) => testcase);
    assert.deepEqual(suites.testsuite.map((suite) => suite.name), report.inputs.map(({ path }) => path));
    assert.equal(suites.tests, cases.length);
    assert.equal(suites.failures, cases.filter(({ failure }) => failure).length);
    for (const { tests, failures, skipped, testcase } of suites.testsuite) {
      assert.equal(tests, testcase.length);
      assert.equal(failures, testcase.filter((one) => one.failure).length);
      assert.equal(skipped, testcase.filter((one) => one.skipped).length);
    }
  });
}

test("JUnit gives back each rule and address, and holds no other elements than its own", () => {
  const found = elements(golden("report.junit"));
  const own = ["testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"];
  same(new Set(found.map(({ name }) => name)), own);
  const tests = found.filter(({ name, attributes }) => name === "testcase" && attributes.file);
  const key = (finding) => `${finding.rule} ${inXml(finding.address)} ${inRepository(finding.location.file)}`;
  same(tests.map(({ attributes: { classname, name, file } }) => `${classname} ${name} ${file}`), new Set(all.map(key)));
  const skipped = found.filter(({ name }) => name === "skipped").map(({ attributes }) => attributes.message);
  same(skipped, mixed.waived.map(({ waiver }) => inXml(waiver.reason)));
  const failing = mixed.findings.slice(0, mixed.summary.failing);
  assert.equal(found.filter(({ name }) => name === "failure").length, failing.length);
});

test("Checkstyle gives back each place and address", () => {
  const found = elements(golden("report.checkstyle"));
  same(new Set(found.map(({ name }) => name)), ["checkstyle", "file", "error"]);
  const errors = found.filter(({ name }) => name === "error");
  assert.equal(errors.length, mixed.findings.length);
  same(
    errors.map(({ parent, attributes: { line, column, message, source } }) => `${parent.attributes.name}:${line}:${column} ${source} ${message}`),
    mixed.findings.map(({ location, rule, address, message, remedy }) =>
      `${location.file}:${location.line}:${location.column} planproof.${rule} ${inXml(`${address}: ${message}; ${remedy}`)}`,
    ),
  );
  assert.deepEqual(elements(golden("clean.checkstyle")).map(({ name }) => name), ["checkstyle"]);
});

/** What `@actions/core` prints for a call. */
function printed(call) {
  const lines = [];
  const { write } = process.stdout;
  process.stdout.write = (text) => lines.push(String(text));
  try {
    call();
  } finally {
    process.stdout.write = write;
  }
  return lines.join("").trimEnd();
}

test("GitHub's own package writes the same commands", () => {
  const lines = golden("report.github").trimEnd().split("\n");
  const kinds = { critical: "error", high: "error", medium: "warning", low: "notice", info: "notice" };
  const expected = mixed.findings.map(({ rule, severity, blocking, address, message, remedy, docs, location }) => {
    const { file, line, column, endLine, endColumn } = location;
    const columns = line === endLine ? { startColumn: column, endColumn } : {};
    const title = `${rule} (${severity}${blocking ? ", blocks the deployment" : ""})`;
    const text = [`${address}: ${message}`, `→ ${remedy}`, docs].map(logged).join("\n");
    const place = { file: logged(inRepository(file)), startLine: line, endLine, ...columns };
    return printed(() => actions[kinds[severity]](text, { title, ...place }));
  });
  assert.deepEqual(lines.slice(1, 1 + expected.length), expected);
  const summary = "32 findings: 4 critical, 22 high, 4 medium, 1 low, 1 info; 19 waived; 2 questions not known before apply.";
  assert.ok(lines[0].startsWith("::notice title=planproof::Not deployable") && lines[0].endsWith(summary), lines[0]);
  assert.deepEqual(
    lines.slice(1 + expected.length).map((line) => /^::(\w+) title=([\w-]+)/.exec(line).slice(1).join(" ")),
    ["warning ended-waiver", "notice unused-waiver", "notice mended", "notice not-judged"],
  );
});

test("Azure's own package reads and writes the same commands", () => {
  const lines = golden("report.azure").trimEnd().split("\n");
  for (const line of lines) {
    const { command, properties, message } = commandFromString(line);
    assert.equal(String(new TaskCommand(command, properties, message)), line);
  }
  const issues = lines.map(commandFromString).filter(({ properties }) => properties.columnnumber && properties.sourcepath !== "planproof.json");
  assert.deepEqual(
    issues.map(({ command, properties, message }) => ({ command, ...properties, message })),
    mixed.findings.map(({ rule, severity, address, message, remedy, location }) => ({
      command: "task.logissue",
      type: ["critical", "high"].includes(severity) ? "error" : "warning",
      sourcepath: logged(inRepository(location.file)),
      linenumber: String(location.line),
      columnnumber: String(location.column),
      code: rule,
      message: logged(`${address}: ${message}; ${remedy}`),
    })),
  );
  assert.equal(commandFromString(lines.at(-1)).properties.result, "Failed");
  assert.equal(commandFromString(golden("clean.azure").trim()).properties.result, "Succeeded");
});

test("GitLab gets what it asks for, and no fingerprint twice", () => {
  const issues = JSON.parse(golden("report.gitlab"));
  assert.equal(issues.length, mixed.findings.length);
  for (const [index, issue] of issues.entries()) {
    const { rule, address, location, blocking } = mixed.findings[index];
    assert.deepEqual(Object.keys(issue), ["description", "check_name", "fingerprint", "severity", "location"]);
    assert.ok(issue.description.startsWith(logged(address)) && issue.check_name === rule);
    assert.deepEqual(issue.location, { path: inRepository(location.file), lines: { begin: location.line } });
    assert.ok(["info", "minor", "major", "critical", "blocker"].includes(issue.severity));
    assert.equal(issue.severity === "blocker", blocking);
  }
  assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  assert.deepEqual(JSON.parse(golden("clean.gitlab")), []);
});

for (const [name, report] of both) {
  test(`${name}.tap is whole, and gives back each address`, () => {
    const results = [];
    let summary;
    const parser = new TapParser({ strict: true }, (final) => (summary = final));
    parser.on("assert", (result) => results.push(result));
    parser.end(golden(`${name}.tap`));
    assert.deepEqual(summary.failures.filter(({ tapError }) => tapError), []);
    assert.equal(summary.plan.end, results.length);
    assert.equal(summary.fail, report.summary.failing);
    assert.equal(summary.skip, report.waived.length);
    const key = ({ rule, address }) => `${rule}: ${logged(address)}`;
    const inputs = report.inputs.map(({ path, resources }) => `${logged(path)}: ${resources} resources checked`);
    same(results.map((result) => result.name), [...inputs, ...[...report.findings, ...report.waived].map(key)]);
    const messages = results.flatMap(({ diag }) => (diag ? [diag.message] : []));
    same(messages, report.findings.map(({ message }) => message));
    const skipped = results.flatMap(({ skip }) => (skip ? [skip] : []));
    same(skipped, report.waived.map(({ waiver }) => logged(waiver.reason)));
  });
}

/** Every node of a fragment of HTML. */
function* nodes(node) {
  for (const child of node.childNodes ?? []) {
    yield child;
    yield* nodes(child);
  }
}

for (const [name, report] of both) {
  test(`${name}.markdown becomes no other HTML than its own`, () => {
    const html = micromark(golden(`${name}.markdown`), {
      allowDangerousHtml: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const found = [...nodes(parseFragment(html))];
    const names = new Set(found.map(({ nodeName }) => nodeName));
    const own = "#comment #text a br code details h3 h4 li p strong summary table tbody td th thead tr ul".split(" ");
    assert.deepEqual([...names].filter((one) => !own.includes(one)), []);
    const links = found.filter(({ nodeName }) => nodeName === "a").map(({ attrs }) => attrs[0].value);
    const docs = new Set([...report.findings, ...report.waived].map((finding) => finding.docs));
    assert.deepEqual(links.filter((link) => !docs.has(link)), []);
    const codes = found.filter(({ nodeName }) => nodeName === "code").map((code) => code.childNodes[0].value);
    const seen = counts(codes);
    for (const [address, count] of counts([...report.findings, ...report.waived].map((finding) => logged(finding.address)))) {
      assert.ok(seen.get(address) >= count, `${address} is there ${seen.get(address)} times, not ${count}`);
    }
    // Outside of code nothing is left that GitHub makes something of.
    const isCode = new Set(found.filter(({ nodeName }) => nodeName === "code").flatMap(({ childNodes }) => childNodes));
    const plain = found.filter((node) => node.nodeName === "#text" && !isCode.has(node)).map(({ value }) => value);
    assert.doesNotMatch(plain.join("\n"), /[@#<>`|]|:\w+:|:\/\/|www\.|\bGH-\d/i);
  });
}

test("a comment begins with what a job finds it by", () => {
  assert.ok(golden("report.markdown").startsWith("<!-- planproof -->\n"));
});

test("Conftest's shape gives back each message", () => {
  const results = JSON.parse(golden("report.conftest"));
  assert.deepEqual(results.map(({ filename }) => filename), mixed.inputs.map(({ path }) => path));
  const kinds = { failures: mixed.findings.slice(0, mixed.summary.failing), warnings: mixed.findings.slice(mixed.summary.failing), exceptions: mixed.waived };
  for (const [kind, findings] of Object.entries(kinds)) {
    same(
      results.flatMap((result) => result[kind]).map(({ msg, metadata }) => `${metadata.rule} ${msg}`),
      findings.map(({ rule, address, message }) => `${rule} ${address}: ${message}`),
    );
  }
});
