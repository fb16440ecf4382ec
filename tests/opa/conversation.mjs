// A program that answers each line of JSON by another.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts it; every request has the defaults. */
export function conversation(program, words, defaults) {
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { ask, end: () => child.stdin.end() };

  async function ask(request) {
    child.stdin.write(`${JSON.stringify({ ...defaults, ...request })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} has ended`);
    return JSON.parse(value);
  }
}
