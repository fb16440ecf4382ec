// The bytes of an input, or why they cannot be had.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PlanproofError } from "../api.mjs";

/** The most bytes that fit in WebAssembly beside what is made of them. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Reads a file, or standard input for `-`.
 *
 * @returns {Promise<Uint8Array>}
 * @throws {PlanproofError} where that is not possible.
 */
export async function readInput(path) {
  try {
    return path === "-" ? await readStandardInput() : readRegular(path);
  } catch (error) {
    if (error.syscall === undefined) throw error;
    throw failure[error.code]?.(path) ?? unreadable(`it cannot be read: ${error.message}`);
  }
}

function readRegular(path) {
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw tooLarge();
  return readFileSync(path);
}

async function readStandardInput() {
  const chunks = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const failure = {
  ENOENT: () =>
    new PlanproofError({
      code: "no-such-file",
      message: "there is no such file",
      help: "name a file that `terraform show -json` wrote, or `-` for standard input",
    }),
  ENOTDIR: () => failure.ENOENT(),
  EISDIR: (path) =>
    new PlanproofError({
      code: "folder",
      message: "this is a folder, and folders are not supported in this version",
      help: namesInside(path),
    }),
  EACCES: () => unreadable("this user may not read it"),
  EPERM: () => unreadable("this user may not read it"),
};

function unreadable(message) {
  return new PlanproofError({ code: "unreadable", message, help: "check the file and its permissions" });
}

function tooLarge() {
  return new PlanproofError({
    code: "too-large",
    message: "the input is larger than 2 GB",
    help: "split the configuration into smaller stacks",
  });
}

/** Which of a folder's files to name. */
function namesInside(folder) {
  const names = listed(folder);
  const json = names.filter((name) => name.endsWith(".tf.json"));
  const checkable = json.length > 0 ? json : names.filter((name) => name.endsWith(".json"));
  if (checkable.length === 0) {
    return "name a file that `terraform show -json` wrote, or a `*.tf.json`";
  }
  const shown = checkable.slice(0, 3).map((name) => `\`${join(folder, name)}\``);
  const more = checkable.length > shown.length ? ` and ${checkable.length - shown.length} more` : "";
  return `name its files: ${shown.join(", ")}${more}`;
}

function listed(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    // What cannot be listed can still be named.
    return [];
  }
}
