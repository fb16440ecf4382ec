// A project as somebody else has it: an empty folder outside of the repository, with the packed package installed.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { check, render } from "planproof";

/** The path of a file of this repository. */
export const repository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const broken = repository("tests/fixtures/payments-broken/plan.json");
export const mended = repository("tests/fixtures/payments-mended/plan.json");

/** Gives a project `policy.json`, by which nothing fails; a package that it extends says so. */
export function extendedPolicy({ write }) {
  write("node_modules/@acme/policy/package.json", JSON.stringify({ name: "@acme/policy", main: "policy.json" }));
  write("node_modules/@acme/policy/policy.json", JSON.stringify({ failOn: "never" }));
  write("policy.json", JSON.stringify({ extends: "@acme/policy" }));
}

/** Whether the engine writes each of these formats. */
export async function writes(...formats) {
  const report = await check('{"locals": {"answer": 42}}');
  return formats.every((format) => {
    try {
      return render(report, format).length > 0;
    } catch (error) {
      if (error.code === "unknown-format") return false;
      throw error;
    }
  });
}

const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** This process's environment without what npm, Node's test runner, a terminal or a CI adds to it. */
const clean = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_|GITHUB_|CI$|INIT_CWD$|NO_COLOR$|FORCE_COLOR$|TERM$)/i.test(name),
  ),
);

/** Packs the package into a folder; gives the tarball's path. */
export function pack(folder) {
  const words = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const out = execFileSync(npm, words, { cwd: repository("wasm/npm"), env: clean, stdio: ["ignore", "pipe", "ignore"] });
  const [{ filename }] = Object.values(JSON.parse(out));
  return join(folder, filename);
}

/** Makes a project with the package installed, which goes when the tests of this file are over. */
export function scratch() {
  const project = bare();
  const words = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", project.tarball];
  execFileSync(npm, words, { cwd: project.folder, env: clean, stdio: ["ignore", "ignore", "inherit"] });
  return project;
}

/** The same without the package: it has the tarball, and a plan. */
export function bare() {
  const folder = mkdtempSync(join(tmpdir(), "planproof-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  write("package.json", JSON.stringify({ name: "scratch", private: true, type: "module" }));
  cpSync(broken, join(folder, "plan.json"));
  return { folder, tarball: pack(folder), write, run };

  function write(name, text) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Runs a program in the project; gives `{ code, out, err }`. */
  function run(program, words, { env = {}, input = "" } = {}) {
    const { status, stdout, stderr, error } = spawnSync(program, words, {
      cwd: folder,
      env: { ...clean, ...env },
      input,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (error) throw error;
    return { code: status, out: stdout, err: stderr };
  }
}
