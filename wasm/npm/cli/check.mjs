// `planproof check`: files in, reports out, exit code.

import { writeFileSync } from "node:fs";
import { check, PlanproofError, render } from "../index.mjs";
import { checkValue, UsageError } from "./arguments.mjs";
import { reportFormats } from "./commands.mjs";
import { projects } from "../api.mjs";
import { countNative, filesOf, holdsFiles, readInput } from "./input.mjs";
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

  const policy = {
    profile: values.profile,
    failOn: values["fail-on"],
    environmentSuffix: values["environment-suffix"],
    environment: values.environment,
    regions: values.region,
    requiredTags: values["required-tag"],
    variables: readVariables(values.var),
  };
  const reports = [];
  const complaints = [];
  const attempt = async (path, action) => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof PlanproofError)) throw error;
      complaints.push(`${place(path, error.location)}: ${error.message}; ${error.help}`);
      return undefined;
    }
  };
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

  if (reports.length > 0) {
    for (const { format, file } of destinations) {
      const complaint = write(file, (color) => render(reports, format, { color }));
      if (complaint) complaints.push(complaint);
    }
  }
  // Last, where a verdict on the other inputs cannot be taken for one on all of them.
  complaints.forEach(complain);
  if (complaints.length > 0) return 2;
  return reports.some((report) => report.summary.failing > 0) ? 1 : 0;
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

/** The values of variables, `NAME=VALUE` each; a list or map is written as JSON. */
function readVariables(given = []) {
  const variables = given.map((value) => {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
    if (name === undefined) throw new UsageError(`\`--var ${value}\` must be \`--var NAME=VALUE\``);
    return [name, /^\s*[[{]/.test(text) ? readJson(name, text) : text];
  });
  return Object.fromEntries(variables);
}

function readJson(name, text) {
  try {
    return JSON.parse(text);
  } catch {
    // The value may be a secret.
    throw new UsageError(`the value of \`--var ${name}=…\` begins as JSON and is none`);
  }
}

/** Writes a report; gives a complaint where that is not possible. */
function write(file, render) {
  if (file === STANDARD) {
    for (const piece of pieces(render(wantsColor()))) process.stdout.write(piece);
    return undefined;
  }
  const report = render(false);
  try {
    writeFileSync(file, report);
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
