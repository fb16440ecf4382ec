// Judging one input: its files in, a report or what is wrong with them out. Here or in a thread, it is the same.

import { PlanproofError } from "../../api.mjs";
import { readInput } from "./input.mjs";
import { around } from "./surroundings.mjs";

/**
 * Judges the files that Terraform reads as one, by the package's `check`.
 *
 * @returns {Promise<{ report?: object, complaints: string[] }>} a report, or at least one complaint; of several files
 * each that cannot be judged is named.
 */
export async function judge(check, { path, files, isWhole, isModule }, policy) {
  const complaints = [];
  const read = [];
  for (const file of files) {
    const error = await failureOf(() => void read.push({ path: file, contents: readInput(file) }));
    if (error) complaints.push(complaint(file, error));
  }
  // What is left of a configuration without one of its files would be judged for what that one holds.
  if (complaints.length > 0) return { complaints };

  let report;
  const error = await failureOf(async () => (report = await check(read, policy, { isWhole, isModule, surroundings: around(files[0]) })));
  if (error === undefined) return { report, complaints };
  complaints.push(complaint(path, error));
  if (files.length > 1 && error.location) complaints.push(...(await failingAlone(check, files, policy)));
  return { complaints: [...new Set(complaints)] };
}

/** A line about what people can mend: where it is, or which path it is about, what is wrong and what to do. */
export function complaint(path, { location, message, help }) {
  const place = location ? `${location.file}:${location.line}:${location.column}` : path;
  return `${place === undefined ? "" : `${place}: `}${message}; ${help}`;
}

/** Complaints about those files that are at fault whatever is beside them: the engine stops at the first. */
async function failingAlone(check, files, policy) {
  const complaints = [];
  for (const path of files) {
    const error = await failureOf(() => check([{ path, contents: readInput(path) }], policy));
    // Beside others, a file may be a part of a configuration that alone is none.
    if (error && error.code !== "not-terraform") complaints.push(complaint(path, error));
  }
  return complaints;
}

/** What people can mend of what an action throws. */
export async function failureOf(action) {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof PlanproofError) return error;
    throw error;
  }
}
