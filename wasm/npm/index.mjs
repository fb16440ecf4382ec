// The package for Node: the engine is read from the disk when first needed.

import { readFileSync } from "node:fs";
import { createApi, PlanproofError, version } from "./api.mjs";
import * as engine from "./dist/planproof.js";

export { PlanproofError, version };

let ready = false;

export const { check, rules, explain, render } = createApi({
  load: loaded,
  loaded,
  readRules: async () => JSON.parse(String(distributed("rules.json"))),
});

function loaded() {
  if (!ready) engine.initSync({ module: distributed("planproof.wasm") });
  ready = true;
  return engine;
}

function distributed(name) {
  return readFileSync(new URL(`./dist/${name}`, import.meta.url));
}
