// Which files below a folder are meant for Terraform, told by their names, and what is passed over.
//
// What Git ignores is not left out: plans and `cdktf.out` mostly are, and they are what is to be checked.

import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * What a folder holds: the files to check, in one order everywhere; folders that cannot be listed; and how much of what
 * else somebody may have meant was passed over.
 *
 * @returns {{ files: string[], closed: { path: string, error: Error }[], passed: Passed }}
 */
export function search(folder) {
  const passed = { hcl: 0, tofu: 0, binary: [], states: 0, linked: 0 };
  const found = { files: [], closed: [], passed };
  visit(folder, found);
  return found;
}

/** What was passed over, in words; nothing where it is nothing. */
export function told({ hcl, tofu, binary, states, linked }) {
  return [
    hcl > 0 && many(hcl, "file of HCL", "files of HCL"),
    tofu > 0 && many(tofu, "file for OpenTofu alone", "files for OpenTofu alone"),
    binary.length > 0 && `${many(binary.length, "binary plan", "binary plans")} (\`${binary[0]}\`)`,
    states > 0 && many(states, "state", "states"),
    linked > 0 && many(linked, "linked folder", "linked folders"),
  ]
    .filter(Boolean)
    .join(", ");
}

/** How many files of HCL are beside a configuration: Terraform reads them as part of it, and this does not. */
export function countNative(folder) {
  return entries(folder, []).filter(({ name, kind }) => kind === "file" && isHcl(name)).length;
}

/** Whether files are all that Terraform reads of their folder, and nothing else writes files there before it does. */
export function isWhole(folder, files) {
  const given = new Set(files.map((file) => basename(file)));
  const isMore = (name) => isPart(name) || name === "terragrunt.hcl";
  return entries(folder, []).every(({ name }) => given.has(name) || !isMore(name));
}

/** Whether Terraform, or OpenTofu, reads a file of this name as a part of its folder's configuration. */
export function isPart(name) {
  return isHcl(name) || /\.(?:tf|tofu)\.json$/.test(name);
}

function visit(folder, found) {
  const all = entries(folder, found.closed);
  const has = (name) => all.some((entry) => entry.name === name);
  // Whatever `cdktf.json` calls it.
  if (has("stacks") && has("manifest.json")) {
    visitSynthesized(folder, found);
    return;
  }
  // What is beside a plan went into it.
  const isPlanned = all.some(({ name, kind }) => kind === "file" && PLAN.test(name));
  for (const { name, kind } of all) {
    const path = join(folder, name);
    if (kind === "file" && isMeant(name)) found.files.push(path);
    else if (kind === "file" && !isPlanned) pass(path, name, found.passed);
    else if (name.startsWith(".") || name === "node_modules") continue;
    else if (kind === "folder") visit(path, found);
    // It lies below the folder anyway, or it leads out of it, or around in circles.
    else if (kind === "link") found.passed.linked += 1;
  }
}

/** What CDKTF wrote for each stack of a program; what else is there is made of that. */
function visitSynthesized(folder, found) {
  const stacks = join(folder, "stacks");
  for (const { name, kind } of entries(stacks, found.closed)) {
    if (kind !== "folder") continue;
    const path = join(stacks, name, "cdk.tf.json");
    if (existsSync(path)) found.files.push(path);
    else if (existsSync(join(stacks, name, "cdk.tf"))) found.passed.hcl += 1;
  }
}

/**
 * The names that people give to `terraform show -json`: `plan.json`, `tfplan.json`, `plan.out.json`,
 * `terraform-plan.json`, `NAME.plan.json`, `NAME.tfplan.json`. Others may be anybody's JSON, and would be errors.
 */
const PLAN = /^(?:.+\.)?(?:tf|terraform)?[-_]?plan(?:[-_.](?:out|output))?\.json$/i;

/** The names that people give to `terraform plan -out`; the content decides. */
const BINARY = /^(?:.+\.)?(?:tf|terraform)?[-_]?plan(?:[-_.]?(?:out|bin|binary|tfplan|zip|file))?$/i;

function isMeant(name) {
  return name.endsWith(".tf.json") || PLAN.test(name);
}

/** Counts a file where somebody may have meant it. */
function pass(path, name, passed) {
  if (isHcl(name)) passed.hcl += 1;
  else if (name.endsWith(".tofu.json")) passed.tofu += 1;
  else if (name.endsWith(".tfstate")) passed.states += 1;
  else if (BINARY.test(name) && isZip(path)) passed.binary.push(path);
}

function isHcl(name) {
  return name.endsWith(".tf") || name.endsWith(".tofu");
}

/** A plan as Terraform saves it is an archive. */
function isZip(path) {
  const start = Buffer.alloc(4);
  try {
    const file = openSync(path, "r");
    try {
      readSync(file, start);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
  return start.equals(Buffer.from("PK\u0003\u0004"));
}

/** What is in a folder, sorted by name; a linked file is a file, as it is to Terraform. */
function entries(folder, closed) {
  let all;
  try {
    all = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    closed.push({ path: folder, error });
    return [];
  }
  const kinds = all.map((entry) => ({ name: entry.name, kind: kindOf(folder, entry) }));
  return kinds.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function kindOf(folder, entry) {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (!entry.isSymbolicLink()) return "other";
  try {
    const target = statSync(join(folder, entry.name));
    if (target.isDirectory()) return "link";
    return target.isFile() ? "file" : "other";
  } catch {
    // Where it leads nowhere, whoever reads it says so.
    return "file";
  }
}

function many(count, one, several) {
  return count === 1 ? `one ${one}` : `${count} ${several}`;
}
