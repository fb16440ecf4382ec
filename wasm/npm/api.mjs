// What Node and browsers share: the package's functions over an engine that either has loaded.

export const version = "0.1.0";

const brand = Symbol.for("planproof.PlanproofError");

/**
 * Why an input cannot be judged, or a call cannot be answered.
 *
 * A program may hold this class more than once: imported and required, or in each of Jest's sandboxes. `instanceof`
 * holds for all of them, or the same error would be told in one part of a program and be a crash in another.
 */
export class PlanproofError extends Error {
  name = "PlanproofError";

  static [Symbol.hasInstance](value) {
    if (this !== PlanproofError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value?.[brand] === true;
  }

  get [brand]() {
    return true;
  }

  constructor({ code, message, help, location = null, cause }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.help = help;
    this.location = location;
  }
}

/**
 * Makes the package's functions.
 *
 * @param load gives the engine, or a promise of it.
 * @param loaded gives the engine at once, or throws.
 * @param readRules gives a promise of what `rules.json` holds.
 */
export function createApi({ load, loaded, readRules }) {
  return { check, checkSync, rules, explain, render, baseline };

  async function check(input, policy, options) {
    await load();
    return checkSync(input, policy, options);
  }

  function checkSync(input, policy, { isWhole = false } = {}) {
    const engine = loaded();
    const { baseline: accepted, ...own } = { today: today(), ...policy };
    const report = Array.isArray(input)
      ? merged(engine, projects(input).map((project) => guarded(() => checkFiles(engine, project, isWhole, own))))
      : guarded(() => engine.check(input, undefined, isWhole, own));
    return accepted ? guarded(() => engine.accept(report, accepted)) : report;
  }

  function baseline(report) {
    const engine = loaded();
    return guarded(() => engine.baseline(report));
  }

  function rules() {
    return guarded(() => loaded().rules());
  }

  async function explain(name) {
    const found = (await readRules()).find((rule) => rule.name === name);
    if (found) return found;
    const near = (await load()).nearest(String(name));
    throw new PlanproofError({
      code: "unknown-rule",
      message: `no rule is called \`${name}\``,
      help: near ? `did you mean \`${near}\`?` : "`rules` lists them all",
    });
  }

  function render(report, format, { color = false } = {}) {
    const engine = loaded();
    const one = Array.isArray(report) ? merged(engine, report) : report;
    return guarded(() => engine.render(one, String(format), color));
  }
}

/**
 * Files that Terraform reads as one configuration, each group with the path of its folder: the `*.tf.json` of a folder
 * belong together, and every other file stands for itself, as what CDKTF synthesizes does.
 */
export function projects(files) {
  const groups = new Map();
  for (const file of files) {
    const path = String(file.path ?? "");
    const [, folder = "", name] = /^(?:(.*)[\\/])?([^\\/]*)$/s.exec(path);
    const isPart = name.endsWith(".tf.json") && name !== "cdk.tf.json";
    const key = isPart ? `folder ${folder}` : `file ${groups.size}`;
    if (!groups.has(key)) groups.set(key, { path: folder || ".", files: [] });
    groups.get(key).files.push(file);
  }
  return [...groups.values()];
}

function checkFiles(engine, { path, files }, isWhole, policy) {
  return files.length === 1
    ? engine.check(files[0].contents, files[0].path, isWhole, policy)
    : engine.checkProject(files, path, isWhole, policy);
}

/** One report of several; a single one need not go through the engine. */
export function merged(engine, reports) {
  return reports.length === 1 ? reports[0] : guarded(() => engine.merge(reports));
}

/** The day, in the universal time that machines of a pipeline have: the engine has no clock. */
function today() {
  return new Date().toISOString().slice(0, 10);
}

/** Calls the engine, which throws plain objects for what people can mend and errors when it has failed itself. */
export function guarded(call) {
  try {
    return call();
  } catch (error) {
    if (error instanceof PlanproofError) throw error;
    if (!(error instanceof Error)) throw new PlanproofError(error);
    throw new PlanproofError({
      code: "engine-failed",
      message: `the engine failed: ${error.message}`,
      help: "report it, with the input if it may be shown",
      cause: error,
    });
  }
}
