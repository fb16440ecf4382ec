// `planproof check`: files in, reports out, exit code.

import { appendFileSync, writeFileSync } from "node:fs";
import { guarded, merged, projects } from "../api.mjs";
import { loaded } from "../engine.mjs";
import { check, PlanproofError, render } from "../index.mjs";
import { checkValue, UsageError } from "./arguments.mjs";
import { reportFormats } from "./commands.mjs";
import { countNative, filesOf, holdsFiles, readInput } from "./input.mjs";
import { policyOf } from "./policy.mjs";
import { complain, wantsColor } from "./terminal.mjs";

const STANDARD = "-";

export default async function carryOut(values, positionals) {
  const destinations = readDestinations(values);
  const fallback = process.stdin.isTTY ? "." : STANDARD;
  const paths = positionals.length > 0 ? positionals : [fallback];
  if (paths.filter((path) => path === STANDARD).length > 1) {
    throw new UsageError("`-` is given twice, but standard input can be read only once");
  }
  const isAtTerminal = positionals.length === 0 && process.stdin.isTTY;
  if (isAtTerminal && !holdsFiles(fallback)) {
    const { usage } = await import("./help.mjs");
    process.stderr.write(usage);
    return 2;
  }

  const reports = [];
  const complaints = [];
  const attempt = async (path, action) => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof PlanproofError)) throw error;
      const where = place(path, error.location);
      complaints.push(`${where === undefined ? "" : `${where}: `}${error.message}; ${error.help}`);
      return undefined;
    }
  };
  const asked = await attempt(undefined, () => policyOf(values));
  if (asked === undefined) return give(complaints);
  // A baseline is for all inputs, and accepted by what is said of them together.
  const { baseline, ...policy } = asked;
  const files = [];
  for (const path of paths) {
    for (const file of (await attempt(path, () => filesOf(path))) ?? []) {
      const contents = await attempt(file, () => readInput(file));
      if (contents !== undefined) files.push({ path: file, contents });
    }
  }
  for (const project of projects(files)) {
    const report = await attempt(project.path, () => check(project.files, policy));
    if (report === undefined) continue;
    reports.push(report);
    const isConfiguration = project.files.every(({ path }) => path.endsWith(".tf.json"));
    const native = isConfiguration ? countNative(project.path) : 0;
    if (native > 0) {
      const files = native === 1 ? "one file" : `${native} files`;
      complain(`${project.path}: ${files} of HCL beside it not read; a plan holds everything`);
    }
  }

  const report = reports.length === 0 ? undefined : accepted(reports, baseline, values["write-baseline"]);
  if (report !== undefined) complaints.push(...writeAll(report, destinations));
  // Last, where a verdict on the other inputs cannot be taken for one on all of them.
  return give(complaints) ?? (report.summary.failing > 0 ? 1 : 0);

  /** The reports as one, with what a baseline accepts; one that is to be written accepts everything. */
  function accepted(reports, baseline, file) {
    const engine = loaded();
    const report = merged(engine, reports);
    if (file === undefined) return baseline ? guarded(() => engine.accept(report, baseline)) : report;
    const text = engine.baseline(report);
    const complaint = write(file, () => text);
    if (complaint) complaints.push(complaint);
    return engine.accept(report, JSON.parse(text));
  }
}

/** Complains, and gives the exit code of that; nothing where all is well. */
function give(complaints) {
  complaints.forEach(complain);
  return complaints.length > 0 ? 2 : undefined;
}

/** Writes a report to each destination; gives the complaints where that is not possible. */
function writeAll(report, destinations) {
  const complaints = destinations.map(({ format, file }) => write(file, (color) => render(report, format, { color })));
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary && destinations.some(({ format }) => format === "github")) {
    // What other steps have written there stays.
    complaints.push(put(appendFileSync, summary, render(report, "markdown")));
  }
  return complaints.filter(Boolean);
}

/** Where the report goes: `FILE` takes the place of standard output, each `FORMAT=FILE` is one more. */
function readDestinations({ format = "text", output = [] }) {
  const destinations = output.map((value) => {
    const [, name, file] = /^([a-z]+)=(.*)$/s.exec(value) ?? [];
    if (name === undefined) return { format, file: value, instead: true };
    checkValue("--output", reportFormats, name);
    if (file === "") throw new UsageError(`\`--output ${value}\` names no file; write \`${value}FILE\``);
    return { format: name, file };
  });
  return destinations.some(({ instead }) => instead)
    ? destinations
    : [{ format, file: STANDARD }, ...destinations];
}

/** Writes a report; gives a complaint where that is not possible. */
function write(file, render) {
  if (file === STANDARD) {
    for (const piece of pieces(render(wantsColor()))) process.stdout.write(piece);
    return undefined;
  }
  return put(writeFileSync, file, render(false));
}

/** Puts a text into a file by `write`; gives a complaint where that is not possible. */
function put(write, file, text) {
  try {
    write(file, text);
    return undefined;
  } catch (error) {
    return `cannot write \`${file}\`: ${reasons[error.code] ?? error.message}`;
  }
}

/** A text piece by piece: as bytes, a large one would be there twice. No character is cut. */
function* pieces(text) {
  for (let start = 0; start < text.length; ) {
    let end = start + 2 ** 20;
    if (/^[\uD800-\uDBFF]$/.test(text.charAt(end - 1))) end += 1;
    yield text.slice(start, end);
    start = end;
  }
}

const reasons = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of its path is not a folder",
  EISDIR: "it is a folder; name a file in it",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
};

function place(path, location) {
  return location ? `${location.file}:${location.line}:${location.column}` : path;
}
