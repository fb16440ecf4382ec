// Which files are checked for the paths that a command line names.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { STANDARD } from "./input.mjs";
import { countNative, search, told } from "./search.mjs";

/**
 * The files to check, each once, and whether it is named itself; notes on what was passed over; complaints about
 * folders in which nothing can be found.
 *
 * @returns {{ files: { path: string, isNamed: boolean }[], notes: string[], complaints: string[] }}
 */
export function filesOf(paths) {
  const [notes, complaints] = [[], []];
  const files = paths.flatMap((path) => {
    if (path === STANDARD || !isFolder(path)) return { path, isNamed: true };
    const { files, closed, passed } = search(path);
    complaints.push(...closed.map(unlisted));
    if (files.length === 0) complaints.push(nothingIn(path, passed));
    else if (told(passed)) notes.push(`${path}: not read: ${told(passed)}; ${showing(passed)}`);
    return files.map((path) => ({ path, isNamed: false }));
  });
  return { files: once(files), notes, complaints };
}

/** Notes on the files of HCL beside configurations of files that are named themselves. */
export function besides(projects) {
  return projects.flatMap(({ path, files }) => {
    const isConfiguration = files.every((file) => file.isNamed && file.path.endsWith(".tf.json"));
    const count = isConfiguration ? countNative(path) : 0;
    if (count === 0) return [];
    const what = count === 1 ? "one file" : `${count} files`;
    return `${path}: ${what} of HCL beside it not read; a plan holds everything`;
  });
}

/** The same file may be named, and lie below a folder that is named. */
function once(files) {
  const known = new Map();
  for (const file of files) {
    const place = file.path === STANDARD ? STANDARD : resolve(file.path);
    if (!known.has(place)) known.set(place, file);
  }
  return [...known.values()];
}

function nothingIn(path, passed) {
  const only = told(passed);
  const message = `this folder holds no plan, no \`*.tf.json\` and no \`cdktf.out\`${only && `, only ${only}`}`;
  const help = only ? showing(passed) : "name a file that `terraform show -json` wrote, or run `cdktf synth` first";
  return `${path}: ${message}; ${help}`;
}

/** What makes JSON of what was passed over. */
function showing({ hcl, tofu, binary, linked }) {
  if (binary.length > 0) return "`terraform show -json` makes JSON of a plan; keep it as `plan.json`";
  if (hcl + tofu > 0) {
    return "a plan holds everything: `terraform plan -out=tfplan && terraform show -json tfplan > plan.json`";
  }
  return linked > 0 ? "name what else is to be checked" : "name them to check them";
}

function unlisted({ path, error }) {
  const reason = ["EACCES", "EPERM"].includes(error.code) ? "this user may not list it" : error.message;
  return `${path}: the folder cannot be searched: ${reason}; check its permissions, or name the files`;
}

function isFolder(path) {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Whoever reads it says what is wrong with it.
    return false;
  }
}
