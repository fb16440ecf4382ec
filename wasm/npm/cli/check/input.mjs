// The bytes of an input, or why they cannot be had.

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { PlanproofError } from "../../api.mjs";

/** What stands for standard input. */
export const STANDARD = "-";

/** The most bytes that the engine can hold beside what is made of them. */
const MOST_BYTES = 2 ** 31 - 1;

/** From this size on, a file is read straight to where the engine has it: another copy is as much memory again. */
const LARGE = 2 ** 22;

/**
 * Reads a file, or standard input for `-`. What is large, or may be, is opened only, and read when it is checked:
 * `read` fills what it is given and tells how many bytes there were, fewer only at the end.
 *
 * @returns {Uint8Array | { read: (target: Uint8Array) => number }}
 * @throws {PlanproofError} where that is not possible.
 */
export function readInput(path) {
  return explained(path, () => {
    if (path === STANDARD) return source(path, 0);
    const facts = statSync(path);
    if (facts.size > MOST_BYTES) throw tooLarge();
    return facts.isFile() && facts.size < LARGE ? readFileSync(path) : source(path, openSync(path, "r"));
  });
}

/** How many bytes a file has; 0 where it does not tell. */
export function sizeOf(path) {
  try {
    return (path === STANDARD ? fstatSync(0) : statSync(path)).size;
  } catch {
    // Whoever reads it says what is wrong with it.
    return 0;
  }
}

function source(path, file) {
  let length = 0;
  return { read };

  function read(target) {
    return explained(path, () => {
      let filled = 0;
      for (let more = 1; more > 0 && filled < target.length; filled += more) {
        more = readSome(file, target.subarray(filled));
      }
      length += filled;
      if (length > MOST_BYTES) throw tooLarge();
      if (filled < target.length && file !== 0) closeSync(file);
      return filled;
    });
  }
}

/** Reads what is there, and waits for it where the system does not: a pipe may be shared with who set it so. */
function readSome(file, target) {
  for (;;) {
    try {
      return readSync(file, target, 0, target.length, null);
    } catch (error) {
      // What Windows says at the end of a pipe.
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Does something with a file; what the system says against it is thrown in words. */
export function explained(path, action) {
  try {
    return action();
  } catch (error) {
    if (error.syscall === undefined) throw error;
    throw failure[error.code]?.(path) ?? unreadable(`it cannot be read: ${error.message}`);
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
