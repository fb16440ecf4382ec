// The bytes of an input, or why they cannot be had.

import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { PlanproofError } from "../api.mjs";

/** The most bytes that fit in WebAssembly beside what is made of them. */
const MOST_BYTES = 2 ** 31 - 1;

/** From this size on, a file is read straight to where the engine has it: another copy is as much memory again. */
const LARGE = 2 ** 22;

/**
 * Reads a file, or standard input for `-`. A large file is opened only, and read when it is checked: `read` fills what it
 * is given and tells how many bytes there were.
 *
 * @returns {Promise<Uint8Array | { size: number, read: (target: Uint8Array) => number }>}
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
  const facts = statSync(path);
  if (facts.size > MOST_BYTES) throw tooLarge();
  // What a pipe holds shows when it is read.
  return facts.isFile() && facts.size >= LARGE ? opened(path, facts.size) : readFileSync(path);
}

function opened(path, size) {
  const file = openSync(path, "r");
  return { size, read };

  function read(target) {
    try {
      let length = 0;
      for (let more = 1; more > 0 && length < size; length += more) {
        more = readSync(file, target, length, size - length, null);
      }
      return length;
    } catch (error) {
      throw unreadable(`it cannot be read: ${error.message}`);
    } finally {
      closeSync(file);
    }
  }
}

async function readStandardInput() {
  const chunks = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return { size, read };

  /** Not joined first, which would be another copy. */
  function read(target) {
    let length = 0;
    for (const chunk of chunks) {
      target.set(chunk, length);
      length += chunk.length;
    }
    return length;
  }
}

const failure = {
  ENOENT: () =>
    new PlanproofError({
      code: "no-such-file",
      message: "there is no such file",
      help: "name a file that `terraform show -json` wrote, or `-` for standard input",
    }),
  ENOTDIR: () => failure.ENOENT(),
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

/** Folders that hold copies of what others wrote. */
const FOREIGN = new Set(["node_modules", "cdktf.out"]);

/**
 * The files to check below a folder: what CDKTF synthesized for each of its stacks, and every other folder's `*.tf.json`.
 * Of another path, the path.
 *
 * @throws {PlanproofError} where a folder holds nothing to check.
 */
export function filesOf(path) {
  if (path === "-" || !isFolder(path)) return [path];
  const files = filesBelow(path);
  if (files.length > 0) return files;
  throw new PlanproofError({
    code: "nothing-to-check",
    message: "this folder holds no `*.tf.json` and no `cdktf.out`",
    help: "name a file that `terraform show -json` wrote, or run `cdktf synth` first",
  });
}

/** Whether there is anything to check below a folder. */
export function holdsFiles(folder) {
  return filesBelow(folder).length > 0;
}

function filesBelow(folder) {
  if (existsSync(join(folder, "stacks")) && existsSync(join(folder, "manifest.json"))) {
    return synthesized(folder);
  }
  const files = [];
  for (const entry of entries(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith(".tf.json")) files.push(path);
    else if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    else if (entry.name === "cdktf.out") files.push(...synthesized(path));
    else if (!FOREIGN.has(entry.name)) files.push(...filesBelow(path));
  }
  return files;
}

/** How many files beside a configuration's are written in HCL, which Terraform reads as part of it and this does not. */
export function countNative(folder) {
  return entries(folder).filter((entry) => entry.isFile() && entry.name.endsWith(".tf")).length;
}

/** What CDKTF wrote for each stack of a program. */
function synthesized(folder) {
  const stacks = entries(join(folder, "stacks")).filter((entry) => entry.isDirectory());
  const paths = stacks.map(({ name }) => join(folder, "stacks", name, "cdk.tf.json"));
  return paths.filter((path) => existsSync(path));
}

function entries(folder) {
  try {
    const all = readdirSync(folder, { withFileTypes: true });
    return all.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch {
    // What cannot be listed can still be named.
    return [];
  }
}

function isFolder(path) {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Whoever reads it says what is wrong with it.
    return false;
  }
}
