// How V8 compiles the engine.

import { setFlagsFromString } from "node:v8";

/** The versions of Node in which V8 is known to have the flag; it complains aloud of one that it does not know. */
const NODE = { from: 18, to: 24 };

/**
 * Has V8 wait longer before it compiles a function of the engine a second time, to faster code. A check of a few
 * megabytes is over before that pays: by the default it takes up to twice as long, and a large one as long as by this.
 */
export function compileLazily({ versions } = process) {
  const major = Number.parseInt(versions.node, 10);
  const isOther = versions.bun !== undefined || versions.deno !== undefined;
  if (isOther || !(major >= NODE.from && major <= NODE.to)) return;
  setFlagsFromString("--wasm-tiering-budget=60000000");
}
