// The report about what a test has in its hands: text, bytes, files, a path, an object, or a stack of CDKTF or CDK
// Terrain. It knows both libraries by what their stacks can do, and needs neither.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { search } from "../cli/check/search.mjs";
import { checkSync, PlanproofError } from "../index.mjs";

/**
 * The report about what is given. A finding's `location` is null where there is no file that somebody could open, and
 * what a stack's constructs have no part in has the stack's own construct path.
 *
 * @throws {PlanproofError} where it cannot be judged.
 */
export function reportOn(given, policy) {
  if (isConstruct(given)) return reportOnStacks(stacksOf(given).map(synthesized), policy);
  const input = inputOf(given);
  return Array.isArray(input) ? checkSync(input, policy) : withoutPlaces(checkSync(input, policy));
}

/** The report about stacks as they are, without synthesizing them first. */
export function reportOnStacks(stacks, policy) {
  const files = stacks.map((stack) => ({ path: stack.node.path, contents: JSON.stringify(stack.toTerraform()) }));
  return withoutPlaces(checkSync(files, policy), ({ file }) => file);
}

/**
 * The stacks of an app, or the one that is given.
 *
 * @throws {PlanproofError} where there is none.
 */
export function stacksOf(scope) {
  if (isStack(scope)) return [scope];
  const stacks = isConstruct(scope) && scope.node.scope === undefined ? scope.node.findAll().filter(isStack) : [];
  if (stacks.length > 0) return stacks;
  throw unfit("a construct was given that is neither a stack nor an app with stacks");
}

function withoutPlaces(report, constructPathOf = () => null) {
  const findings = report.findings.map((finding) => ({
    ...finding,
    constructPath: finding.constructPath ?? constructPathOf(finding.location),
    location: null,
  }));
  return { ...report, findings };
}

function inputOf(given) {
  if (typeof given === "string") return inputOfText(given);
  if (Array.isArray(given) || ArrayBuffer.isView(given)) return given;
  if (given === null || typeof given !== "object") throw unfit(`${described(given)} was given`);
  if (typeof given.then === "function") throw unfit("a promise was given", "await it first");
  return JSON.stringify(given);
}

const LONGEST_PATH = 200;

/** Text is JSON, or else the path of something that holds it. */
function inputOfText(text) {
  // Whether text is Terraform's is for the engine to say, which knows what may stand before the first bracket.
  const isPath = !/^\s*[[{]/.test(text) && existsSync(text);
  if (isPath) return filesAt(text).map((path) => ({ path, contents: readFileSync(path) }));
  if (text.trim() === "" || /[[{\n]/.test(text)) return text;
  // What is longer than paths are may be anything, a secret too.
  const shown = text.length <= LONGEST_PATH ? `\`${text}\`` : "the text";
  throw unfit(`${shown} is neither JSON nor the path of a file or folder`);
}

/** The file itself, or what a folder holds for Terraform. */
function filesAt(path) {
  if (!statSync(path).isDirectory()) return [path];
  const { files, closed } = search(path);
  if (closed.length > 0) throw unfit(`the folder \`${closed[0].path}\` cannot be listed`, "check its permissions");
  if (files.length > 0) return files;
  throw unfit(`the folder \`${path}\` holds no plan, no \`*.tf.json\` and no \`cdktf.out\``);
}

/** A stack after its app's way of synthesis, in which aspects may still change what is in it. */
function synthesized(stack) {
  const outdir = mkdtempSync(join(tmpdir(), "planproof-"));
  const names = { workingDirectory: ".", synthesizedStackPath: "cdk.tf.json", stackMetadataPath: "metadata.json" };
  try {
    // References from one stack to another become outputs and data sources in this step, which needs all of them.
    for (const each of stacksOf(stack.node.root)) each.prepareStack();
    const manifest = { outdir, forStack: () => names };
    stack.synthesizer.synthesize({ outdir, manifest, skipValidation: true, stacksPrepared: true });
    return stack;
  } catch (cause) {
    if (cause instanceof PlanproofError) throw cause;
    throw unfit(`\`${stack.node.path}\` cannot be synthesized: ${cause?.message ?? cause}`, "mend the stack first");
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The mark that both libraries put on their stacks, whichever copy of them a program has loaded. */
const STACK = Symbol.for("cdktf/TerraformStack");

function isStack(value) {
  return typeof value === "object" && value !== null && STACK in value;
}

function isConstruct(value) {
  return typeof value?.node?.findAll === "function" && typeof value.node.path === "string";
}

const wanted =
  "give what `Testing.synth(stack)` returns, the folder of `Testing.fullSynth(stack)`, a stack, or Terraform JSON";

function unfit(message, help = wanted) {
  return new PlanproofError({ code: "not-an-input", message, help });
}

/** What a value is, without showing it: it may be a secret. */
function described(value) {
  if (value === null || value === undefined) return String(value);
  return typeof value === "function" ? "a function" : `a ${typeof value}`;
}
