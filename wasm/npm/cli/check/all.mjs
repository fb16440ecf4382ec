// Judging everything that the paths of a command line stand for.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { calledFolders, projects } from "../../api.mjs";
import { loaded } from "../../engine.mjs";
import { check } from "../../index.mjs";
import { besides, filesOf } from "./files.mjs";
import { sizeOf, STANDARD } from "./input.mjs";
import { judge } from "./judge.mjs";
import { isWhole } from "./search.mjs";

/** From so many bytes on, several inputs are judged sooner in threads, though each thread has to start. */
const WORTH_THREADS = 2 ** 22;

/**
 * Judges each input that paths stand for, in their order.
 *
 * @param isLeftOut whether a file, by its path, is none of them all the same.
 * @returns {Promise<{ reports: object[], notes: string[], complaints: string[] }>} a report of each input that can be
 * judged, notes on what was passed over, and complaints about the rest.
 */
export async function judgeAll(paths, policy, { isQuiet, isLeftOut = () => false }) {
  const { files, notes, complaints } = filesOf(paths);
  const inputs = projects(files.filter(({ path }) => path === STANDARD || !isLeftOut(path)));
  const outcomes = await judgeEach(inputs, policy, isQuiet);
  notes.push(...besides(inputs.filter((_, at) => outcomes[at].report)));
  complaints.push(...outcomes.flatMap((outcome) => outcome.complaints));
  return { reports: outcomes.flatMap(({ report }) => report ?? []), notes, complaints };
}

/** The folders that are called as modules by others of them. */
function modulesAmong(projects) {
  const configurations = projects.filter(({ files }) => files.every(({ path }) => path.endsWith(".tf.json")));
  if (configurations.length < 2) return new Set();
  const read = configurations.map(({ files }) => ({ files: files.flatMap(({ path }) => textOf(path)) }));
  return new Set([...calledFolders(loaded(), read)].map((folder) => resolve(folder)));
}

/** A file with its text; nothing where it cannot be read, which is said when it is checked. */
function textOf(path) {
  try {
    return { path, contents: readFileSync(path) };
  } catch {
    return [];
  }
}

/** Judges each project, in their order, in threads where there is much to do or somebody watches it. */
async function judgeEach(projects, policy, isQuiet) {
  const called = modulesAmong(projects);
  const sized = projects.map(({ path, files }) => {
    const paths = files.map((file) => file.path);
    const size = paths.reduce((sum, each) => sum + sizeOf(each), 0);
    const isModule = called.has(resolve(path));
    return { path: paths.length === 1 ? paths[0] : path, files: paths, size, isWhole: isWhole(path, paths), isModule };
  });
  const bytes = sized.reduce((sum, { size }) => sum + size, 0);
  const isWatched = !isQuiet && process.stderr.isTTY === true && process.env.TERM !== "dumb";
  // How much is behind a pipe shows when it is read.
  const isLong = bytes >= WORTH_THREADS || sized.some(({ files }) => files.includes(STANDARD));
  if (isLong && (sized.length > 1 || isWatched)) {
    const { judgeInThreads } = await import("./threads.mjs");
    return judgeInThreads(sized, policy, isWatched);
  }
  const outcomes = [];
  for (const project of sized) outcomes.push(await judge(check, project, policy));
  return outcomes;
}
