// Runs the command line as a shell would.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const program = fileURLToPath(new URL("../bin/planproof.mjs", import.meta.url));

/** Runs `planproof` with words, standard input and extra environment; gives `{ code, out, err }`. */
export function planproof(words, { input = "", env = {}, cwd } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    input,
    cwd,
    env: { ...clean, ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { code: status, out: stdout, err: stderr };
}

/** This process's environment without what steers colours or Node itself. */
export const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(NO_COLOR|FORCE_COLOR|NODE_.*|TERM)$/.test(name)),
);
