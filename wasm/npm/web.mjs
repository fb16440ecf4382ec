// The package for browsers and their bundlers: the engine is fetched by `init`.

import { createApi, PlanproofError, version } from "./api.mjs";
import start, * as engine from "./dist/planproof.js";

export { PlanproofError, version };

let loading;
let ready = false;

/** Loads the engine, once. A failed attempt may be repeated. */
export function init(input = new URL("./dist/planproof.wasm", import.meta.url)) {
  loading ??= start({ module_or_path: input }).then(
    () => void (ready = true),
    (cause) => {
      loading = undefined;
      throw new PlanproofError({
        code: "engine-not-loaded",
        message: "the engine could not be loaded",
        help: "check that `planproof.wasm` is served, and that the page's policy allows `wasm-unsafe-eval`",
        cause,
      });
    },
  );
  return loading;
}

export const { check, checkSync, rules, explain, render, baseline } = createApi({
  load: async () => {
    await init();
    return engine;
  },
  loaded: () => {
    if (ready) return engine;
    throw new PlanproofError({
      code: "engine-not-loaded",
      message: "the engine is not loaded yet",
      help: "await `init()` first",
    });
  },
  readRules: async () => {
    const response = await fetch(new URL("./dist/rules.json", import.meta.url));
    if (response.ok) return response.json();
    throw new PlanproofError({
      code: "rules-not-loaded",
      message: `the rules' documentation could not be loaded: status ${response.status}`,
      help: "check that `rules.json` is served beside `planproof.wasm`",
    });
  },
});
