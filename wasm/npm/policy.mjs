// The file of a policy: where it is, what it extends, and the baseline that it names.

import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { guarded, PlanproofError } from "./api.mjs";
import { loaded } from "./engine.mjs";

const NAME = "planproof.json";

/** What policies say entry by entry: one that extends another changes single entries of it. */
const ENTRIES = ["rules", "variables", "minimumVersions", "minimumEngineVersions"];

/** The nearest policy: in a folder, or in one that it lies in. */
export function findPolicy(folder) {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, NAME);
    if (existsSync(path)) return path;
    if (at === dirname(at)) return undefined;
  }
}

/**
 * A policy as `check` takes it: the file's, laid over those that it extends.
 *
 * @throws {PlanproofError} where a file cannot be read, or is no policy.
 */
export function readPolicy(path, { from = [], named, takesBaseline = true } = {}) {
  const file = resolve(path);
  const shown = asShown(file);
  if (from.includes(file)) throw failure(`\`${shown}\` extends itself`, "take it out of one `extends`", named);
  const contents = read(file, named, `name the file of a policy, such as ${NAME}`);
  const parsed = guarded(() => loaded().readPolicy(contents, shown));
  const { $schema, extends: names = [], baseline, ...own } = JSON.parse(parsed.text);
  const bases = [names].flat().map((name, index) => {
    const place = parsed.extends[index];
    return readPolicy(located(name, file, place), { from: [...from, file], named: place, takesBaseline });
  });
  own.waivers = (own.waivers ?? []).map((waiver, index) => ({ ...waiver, location: parsed.waivers[index] }));
  if (baseline && takesBaseline) own.baseline = readBaseline(resolve(dirname(file), baseline), parsed.baseline);
  return [...bases, own].reduce(over);
}

/**
 * What a baseline accepts.
 *
 * @throws {PlanproofError} where it cannot be read.
 */
export function readBaseline(path, named) {
  const contents = read(path, named, "write it by `planproof check --write-baseline FILE`");
  try {
    return JSON.parse(String(contents));
  } catch {
    const message = `the baseline \`${asShown(path)}\` is not JSON`;
    throw failure(message, "write it anew by `planproof check --write-baseline FILE`", named);
  }
}

/** One policy laid over another. */
function over(base, own) {
  const merged = { ...base, ...own, waivers: [...base.waivers, ...own.waivers] };
  for (const key of ENTRIES) {
    if (base[key] && own[key]) merged[key] = { ...base[key], ...own[key] };
  }
  return merged;
}

/** The file of a policy that another extends: a path from there, or a package's name. */
function located(name, file, place) {
  if (name.startsWith(".") || isAbsolute(name)) return resolve(dirname(file), name);
  try {
    // Called by its own name, bundlers would take it for theirs, and look for the package themselves.
    return module.createRequire(file).resolve(name);
  } catch {
    const help = `install it, or write \`./${name}\` for a file beside this one`;
    throw failure(`there is no package \`${name}\` here`, help, place);
  }
}

function read(path, named, help) {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = reasons[error.code] ?? `it cannot be read: ${error.message}`;
    throw failure(`\`${asShown(path)}\`: ${reason}`, help, named);
  }
}

const reasons = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "this user may not read it",
};

function failure(message, help, location = null) {
  return new PlanproofError({ code: "bad-policy", message, help, location });
}

/** A path as people write it: from here, where it is below. */
function asShown(path) {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}
