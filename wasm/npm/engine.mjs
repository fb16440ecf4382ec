// The engine in Node: read from the disk when first needed.

import { readFileSync } from "node:fs";
import * as engine from "./dist/planproof.js";

let ready = false;

/** The engine, ready to be called. */
export function loaded() {
  if (!ready) engine.initSync({ module: distributed("planproof.wasm") });
  ready = true;
  return engine;
}

/** A file that the package was built with. */
export function distributed(name) {
  return readFileSync(new URL(`./dist/${name}`, import.meta.url));
}
