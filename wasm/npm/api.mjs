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

  function checkSync(input, policy, options = {}) {
    const engine = loaded();
    const { baseline: accepted, ...own } = { today: today(), ...policy };
    const report = Array.isArray(input)
      ? merged(engine, checkAll(engine, input, own, options))
      : guarded(() => engine.check(input, undefined, options, own));
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

/** A report of each project that files make; those that others call are known to be modules. */
function checkAll(engine, files, policy, options) {
  const known = { surroundings: amongFiles(files, options.isWhole), ...options };
  const all = projects(files);
  const called = all.length > 1 ? calledFolders(engine, all) : new Set();
  return all.map(({ path, files }) => {
    const isModule = options.isModule ?? called.has(plain(path));
    return guarded(() => checkFiles(engine, path, files, policy, { ...known, isModule }));
  });
}

function checkFiles(engine, path, files, policy, options) {
  return files.length === 1
    ? engine.check(files[0].contents, files[0].path, options, policy)
    : engine.checkProject(files, path, options, policy);
}

/** The folders that configurations among projects call as modules. */
export function calledFolders(engine, projects) {
  const files = projects.flatMap(({ files }) => files).filter(({ path }) => String(path).endsWith(".tf.json"));
  // What is no text is read when it is checked, or says then what is wrong with it.
  const isRead = ({ contents }) => typeof contents === "string" || contents instanceof Uint8Array;
  return new Set(files.filter(isRead).flatMap(({ path, contents }) => engine.calledFolders(contents, path)));
}

/** A folder's path as the engine gives it. */
export function plain(folder) {
  const names = folder.split(/[\\/]/).filter((name, at) => name !== "." && (name !== "" || at === 0));
  return names.join("/") || ".";
}

/** What lies around files where that is other files of the list; whatever is not among them may be there all the same. */
function amongFiles(files, isWhole) {
  const contents = new Map(files.map((file) => [plain(String(file.path ?? "")), file.contents]));
  return { module, file: (path) => contents.get(path), isThere: (path) => contents.has(path) || undefined };

  function module(folder) {
    // Without a file of its own it would be another module.
    if (!isWhole) return undefined;
    const start = folder === "." ? "" : `${folder}/`;
    const own = [...contents].filter(([path]) => path.startsWith(start) && !path.slice(start.length).includes("/"));
    const found = own.map(([path, contents]) => ({ path: path.slice(start.length), contents }));
    const read = found.filter(({ path }) => path.endsWith(".tf") || path.endsWith(".tf.json"));
    return read.length > 0 ? read : undefined;
  }
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
