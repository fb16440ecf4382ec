// What a test asks of something synthesized, what the answer is, and how it reads. It knows no test runner: colours, and
// the line that repeats the call, come from whoever asks.

import { nearest } from "../cli/spelling.mjs";
import { visible } from "../cli/terminal.mjs";
import { PlanproofError, rules } from "../index.mjs";
import { policyOf } from "./policy.mjs";
import { reportOn } from "./synthesized.mjs";

/** How many findings a message tells of; the worst come first. */
const MOST = 20;

/**
 * Whether nothing found fails the policy.
 *
 * @returns {{ pass: boolean, text: (style: Style) => string }} the text says what speaks against the answer that a test
 * expected: of a pass, how clean it is; of a failure, what was found.
 * @throws {Error} where that cannot be judged.
 */
export function passesPolicy(given, policy) {
  return judging(() => {
    const report = reportOn(given, policyOf(policy));
    // Findings come in the order of their severity.
    const failing = report.findings.slice(0, report.summary.failing);
    const others = report.findings.length - failing.length;
    const pass = failing.length === 0;
    return { pass, text: (style) => (pass ? clean(others, style) : failed(failing, report, style)) };
  });
}

/**
 * Whether a rule finds something: anywhere, at an address or construct path in which `*` stands for anything, or at a
 * resource of CDKTF.
 *
 * @returns {{ pass: boolean, text: (style: Style) => string }} as `passesPolicy` does.
 * @throws {Error} where that cannot be judged.
 */
export function hasFinding(given, rule, place, policy) {
  return judging(() => {
    const facts = ruleCalled(rule);
    const isThere = placeTest(place);
    const report = reportOn(given, askingFor(rule, policyOf(policy)));
    refuseUnanswerable(facts, report);
    const ofRule = report.findings.filter((finding) => finding.rule === rule);
    const found = ofRule.filter(isThere);
    const pass = found.length > 0;
    const expected = place === undefined ? `\`${rule}\`` : `\`${rule}\` at \`${placeName(place)}\``;
    return {
      pass,
      text: (style) => (pass ? unexpected(expected, found, style) : missing(expected, rule, ofRule, report, style)),
    };
  });
}

/** A finding in one line, for where there is no more room. */
export function inOneLine(finding) {
  return safe(`${headline(finding)}: ${finding.message} → ${finding.remedy}`);
}

/** Why something cannot be judged, in one line: what, where, and what to do. */
export function reason({ message, help, location }) {
  if (!location) return safe(`${message}; ${help}`);
  const place = location.file === "-" ? `line ${location.line}, column ${location.column}` : placeOf(location);
  return safe(`${place}: ${message}; ${help}`);
}

/**
 * How a message is painted.
 *
 * @typedef {{ expected: (text: string) => string, received: (text: string) => string, dim: (text: string) => string }}
 * Style
 */

function clean(others, style) {
  const below = others > 0 ? `, and ${counted(others, "finding")} that ${others === 1 ? "does" : "do"} not` : "";
  return [
    style.expected("Expected: findings that fail the policy"),
    style.received(`Found:    none${below}`),
  ].join("\n");
}

function failed(failing, report, style) {
  const { blockers } = report.summary;
  const others = report.findings.length - failing.length;
  const verb = failing.length === 1 ? "fails" : "fail";
  return [
    style.expected("Expected: no findings that fail the policy"),
    style.received(`Found:    ${counted(failing.length, "finding")} that ${verb} it, ${blocking(blockers)}`),
    "",
    ...list(failing, style),
    ...(others > 0 ? [style.dim(`  ${others} more ${others === 1 ? "does" : "do"} not fail it`)] : []),
  ].join("\n");
}

function blocking(blockers) {
  if (blockers === 0) return "none of which blocks the deployment";
  return `${blockers} of which ${blockers === 1 ? "blocks" : "block"} the deployment`;
}

function unexpected(expected, found, style) {
  return [
    style.expected(safe(`Expected: no ${expected}`)),
    style.received(`Found:    ${counted(found.length, "finding")}`),
    "",
    ...list(found, style),
  ].join("\n");
}

/** What there is instead of a finding: the rule's elsewhere, or else those of other rules. */
function missing(expected, rule, ofRule, report, style) {
  const instead = ofRule.length > 0 ? ofRule : report.findings;
  const what = ofRule.length > 0 ? "the rule elsewhere" : "other rules";
  const found = instead.length > 0 ? `none; ${counted(instead.length, "finding")} of ${what}` : "nothing";
  return [
    style.expected(safe(`Expected: ${expected}`)),
    style.received(`Found:    ${found}`),
    ...asides(rule, report).map((aside) => style.dim(safe(`          ${aside}`))),
    ...(instead.length > 0 ? ["", ...headlines(instead, style)] : []),
  ].join("\n");
}

/** Why a rule may have no finding although its fault is there. */
function asides(rule, { waived, undetermined }) {
  const accepted = waived.filter((finding) => finding.rule === rule);
  const open = undetermined.filter((question) => question.rule === rule);
  const place = ({ address, attribute }) => `\`${address}\`${attribute ? `, \`${attribute}\`` : ""}`;
  return [
    ...accepted.map(({ address, waiver }) => `waived at \`${address}\`: ${waiver.reason}`),
    ...open.map((question) => `not known before apply: ${place(question)}`),
  ].slice(0, MOST);
}

function list(findings, style) {
  const said = new Set();
  const lines = findings.slice(0, MOST).flatMap((finding) => {
    // What to do is said once for each rule.
    const remedy = said.has(finding.rule) ? [] : [`    → ${finding.remedy}`];
    said.add(finding.rule);
    // After the word that stack traces use, runners would show what stands there, secrets among it.
    const place = finding.location === null ? [] : [style.dim(safe(`    in ${placeOf(finding.location)}`))];
    return [...[`  ${headline(finding)}`, `    ${finding.message}`, ...remedy].map(safe), ...place];
  });
  return [...lines, ...rest(findings, style)];
}

function headlines(findings, style) {
  return [...findings.slice(0, MOST).map((finding) => safe(`  ${headline(finding)}`)), ...rest(findings, style)];
}

function rest(findings, style) {
  return findings.length > MOST ? [style.dim(`  and ${findings.length - MOST} more`)] : [];
}

function headline({ severity, rule, address, constructPath }) {
  return `${severity}  ${rule}  ${address}${constructPath === null ? "" : ` (${constructPath})`}`;
}

function placeOf({ file, line, column }) {
  return `${file}:${line}:${column}`;
}

function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** One rule is asked for by its name: which of them run otherwise does not matter. */
function askingFor(rule, policy) {
  const setting = policy?.rules?.[rule] ?? "on";
  return { ...policy, rules: { ...policy?.rules, [rule]: setting === "off" ? "on" : setting } };
}

/** Calls what judges; whatever it cannot judge becomes an error whose message holds all that a test runner shows. */
function judging(judge) {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof PlanproofError)) throw error;
    throw new Error(`cannot be judged: ${reason(error)}`);
  }
}

function ruleCalled(name) {
  const all = rules();
  const facts = all.find((rule) => rule.name === name);
  if (facts !== undefined) return facts;
  const near = typeof name === "string" ? nearest(name, all.map((rule) => rule.name)) : undefined;
  throw new PlanproofError({
    code: "unknown-rule",
    message: typeof name === "string" ? `no rule is called \`${name}\`` : "the name of a rule is missing",
    help: near ? `did you mean \`${near}\`?` : "`planproof rules` lists them all",
  });
}

/** A state does not show how something is configured: that a rule finds nothing there means nothing. */
function refuseUnanswerable({ name, about }, { inputs }) {
  const isOfStates = inputs.every(({ kind }) => kind === "state" || kind === "tfstate");
  if (about === "infrastructure" || !isOfStates) return;
  throw new PlanproofError({
    code: "not-answerable",
    message: `a state does not show what \`${name}\` is about`,
    help: "give the plan or the configuration",
  });
}

/** Tests whether a finding is at a place. */
function placeTest(place) {
  if (place === undefined || place === null) return () => true;
  if (typeof place === "string") {
    const pattern = patternOf(place);
    return ({ address, constructPath }) => pattern.test(address) || pattern.test(constructPath ?? "");
  }
  if (!isElement(place)) {
    throw new PlanproofError({
      code: "not-an-address",
      message: "the address is neither text nor a resource of CDKTF",
      help: "write one such as `aws_s3_bucket.logs`, in which `*` stands for anything",
    });
  }
  const name = placeName(place);
  const patterns = [name, `data.${name}`].map(patternOf);
  return ({ address, constructPath }) =>
    constructPath === place.node.path || patterns.some((pattern) => pattern.test(address));
}

/** An address without an instance's key is about all instances, as Terraform's `-target` takes it. */
function patternOf(address) {
  const parts = address.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}(\\[(\\d+|"(\\\\.|[^"\\\\])*")\\])?$`);
}

function placeName(place) {
  return typeof place === "string" ? place : `${place.terraformResourceType}.${place.friendlyUniqueId}`;
}

function isElement(value) {
  return typeof value?.terraformResourceType === "string" && typeof value.friendlyUniqueId === "string";
}

/**
 * Text as it may be printed: nothing in a plan steers a terminal, and no CI system takes a part of it for one of its
 * commands. Beside those that begin with `##` wherever in a line they stand, TeamCity's too, `::` begins a line of them.
 */
function safe(text) {
  return visible(text)
    .replace(/(?<=#)#(?=\w+\[)/g, "\\u{23}")
    .replace(/^(\s*):(?=:)/, "$1\\u{3a}");
}
