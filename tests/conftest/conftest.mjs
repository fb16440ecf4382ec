// The real Conftest, apart from whatever else of it this machine has.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { repository } from "../package/scratch.mjs";

/** Its version, to which the formats are held. */
export const VERSION = "0.71.1";

export const FORMATS = ["stdout", "json", "tap", "table", "junit", "github", "azuredevops", "sarif"];

/** The program that `cargo xtask test conftest` builds. */
export const program = process.env.CONFTEST ?? repository(".tools/bin/conftest");
if (!existsSync(program)) throw new Error("Conftest is not here: `cargo xtask test conftest` builds it");

const home = folder();

/** What it sees of this process's environment: nothing that is about colours, widths or its own options. */
export const environment = {
  PATH: process.env.PATH,
  HOME: home,
  // A folder that is there, or it would look for another that everybody on this machine shares.
  XDG_DATA_HOME: home,
  XDG_DATA_DIRS: "",
};

/** Runs it; gives `{ code, out, err }`. */
export function conftest(words, { cwd = home, input = "", env = {} } = {}) {
  const options = { cwd, input, env: { ...environment, ...env }, encoding: "utf8", maxBuffer: 2 ** 28 };
  const { status, stdout, stderr, error } = spawnSync(program, words, options);
  if (error) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** What it writes in a format of results that are there. */
export function reformatted(json, format) {
  const { code, out, err } = conftest(["reformat", "-o", format], { input: json });
  if (code !== 0) throw new Error(err);
  return out;
}

/** An empty folder, which goes when the tests of this file are over. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "planproof-conftest-"));
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes a file, with the folders above it; gives its path. */
export function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export const read = (path) => readFileSync(repository(path), "utf8");

/**
 * JSON of this project as Go writes it: a few characters, which would do something in a log, stand as escapes here and as
 * they are there.
 */
export function asGo(json) {
  return json.replace(/\\(?:u([0-9a-f]{4})|.)/g, (escape, digits) => {
    const character = digits && String.fromCharCode(Number.parseInt(digits, 16));
    const isAsItIs = character && /[#\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/.test(character);
    return isAsItIs ? character : escape;
  });
}
