// The engine in Node: read from the disk when first needed.

import { readFileSync } from "node:fs";
import * as engine from "./dist/planproof.js";

/** Each is named in full, or a bundler could not bring it along. */
const files = {
  "planproof.wasm": new URL("./dist/planproof.wasm", import.meta.url),
  "rules.json": new URL("./dist/rules.json", import.meta.url),
};

let ready = false;

/** The engine, ready to be called. */
export function loaded() {
  if (!ready) engine.initSync({ module: distributed("planproof.wasm") });
  ready = true;
  return engine;
}

/** What a file holds that the package was built with. */
export function distributed(name) {
  return readFileSync(files[name]);
}
